import { expect, it } from '@jest/globals';
import { atOnce } from './at-once.js';

it('does every piece once, and never more of them side by side than asked', async () => {
  const done: number[] = [];
  let now = 0;
  let most = 0;
  await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (piece) => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    done.push(piece);
  });
  expect([done.toSorted((one, other) => one - other), most]).toEqual([[1, 2, 3, 4, 5, 6, 7], 3]);
});

it('ends with the first error, when what was begun has come to its end', async () => {
  const done: number[] = [];
  const work = atOnce(2, [1, 2, 3, 4], async (piece) => {
    if (piece === 1) throw new Error('no');
    await new Promise((resolve) => { setImmediate(resolve); });
    done.push(piece);
  });
  await expect(work).rejects.toThrow('no');
  expect(done).toEqual([2]);
});
