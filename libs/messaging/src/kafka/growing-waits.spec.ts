import { expect, it } from '@jest/globals';
import { growingWaits } from './growing-waits.js';

it('waits twice as long before each further try, up to the longest, for as long as it is asked', () => {
  const waits = growingWaits(500, 5_000);
  expect(Array.from({ length: 7 }, () => waits.next().value)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});
