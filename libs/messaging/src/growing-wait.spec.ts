import { expect, it } from '@jest/globals';
import { waitAfter } from './growing-wait.js';

it('grows twofold with each failure, up to the most, however many there were', () => {
  const wait = { firstMs: 500, mostMs: 5_000 };
  expect([1, 2, 3, 4, 5, 6, 10_000].map((failures) => waitAfter(failures, wait))).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});
