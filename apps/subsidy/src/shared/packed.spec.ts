import { expect, test } from '@jest/globals';
import { packed, packedAside, unpacked } from './packed.mongo.js';

test.each([1, 20_000])('%s parts are unpacked as they were packed, here or aside', async (count) => {
  const parts = Array.from({ length: count }, (_, at) => ({ at, text: '补贴' }));
  expect([unpacked(packed(parts)), unpacked(await packedAside(parts))]).toEqual([parts, parts]);
});

test('what is small is packed before anything else has its turn, so that a simulated month goes the same way each time', async () => {
  const heard: string[] = [];
  setImmediate(() => heard.push('the next turn'));
  await packedAside([1]).then(() => heard.push('packed'));
  await new Promise((resolve) => { setImmediate(resolve); });
  expect(heard).toEqual(['packed', 'the next turn']);
});
