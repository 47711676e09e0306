import { describe, expect, it } from '@jest/globals';
import { MOST_A_MINUTE, PublicRate } from './public-rate.js';

const take = (rate: PublicRate, address: string, times: number, nowMs: number): readonly number[] => Array.from({ length: times }, () => rate.take(address, nowMs));

describe('whoever reads the public lists', () => {
  it('may ask so often in a minute and no more, and is told how long to wait', () => {
    const rate = new PublicRate();
    expect(take(rate, 'a', MOST_A_MINUTE, 0).every((wait) => wait === 0)).toBe(true);
    expect([rate.take('a', 0), rate.take('a', 30_500)]).toEqual([60, 30]);
    expect(rate.take('a', 60_000)).toBe(0);
  });

  it('is not kept waiting by others', () => {
    const rate = new PublicRate();
    take(rate, 'a', MOST_A_MINUTE + 1, 0);
    expect(rate.take('b', 0)).toBe(0);
  });

  it('cannot fill the memory with addresses', () => {
    const rate = new PublicRate();
    for (let n = 0; n < 50_000; n += 1) rate.take(String(n), 0);
    expect((rate as unknown as { readonly windows: ReadonlyMap<string, unknown> }).windows.size).toBeLessThanOrEqual(20_000);
  });
});
