import { describe, expect, it } from '@jest/globals';
import { itemNo } from '../item/item.builders.js';
import { ToldLines } from './told.lines.js';

/** A store whose lines are others at each reading. */
function counting(failures = 0) {
  let readings = 0;
  const lines = new ToldLines({ ofChunk: async () => { readings += 1; if (readings <= failures) throw new Error('gone'); return [itemNo(readings)]; } });
  return { lines, readings: () => readings };
}

describe('the lines that are told', () => {
  it('are read once for both who are told of a change of a chunk, and anew for another change', async () => {
    const { lines, readings } = counting();
    expect(await lines.of('a', 1, 'payees')).toEqual(await lines.of('a', 1, 'systems'));
    await lines.of('a', 2, 'systems');
    await lines.of('b', 2, 'payees');
    expect(readings()).toBe(3);
  });

  it('are read anew by who asks again: what was read before may be old', async () => {
    const { lines, readings } = counting();
    await lines.of('a', 1, 'systems');
    await lines.of('a', 1, 'systems');
    await lines.of('a', 1, 'payees');
    await lines.of('a', 1, 'payees');
    expect(readings()).toBe(3);
  });

  it('are read by the other where one could not read them', async () => {
    const { lines } = counting(1);
    await expect(lines.of('a', 1, 'systems')).rejects.toThrow('gone');
    expect(await lines.of('a', 1, 'payees')).toHaveLength(1);
  });

  it('are not kept without a limit', async () => {
    const { lines, readings } = counting();
    for (let n = 1; n <= 20; n += 1) await lines.of(String(n), 1, 'systems');
    await lines.of('1', 1, 'payees');
    await lines.of('20', 1, 'payees');
    expect(readings()).toBe(21);
  });
});
