import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RepeatedKeys } from './repeated-keys.js';

describe('the keys of a file', () => {
  it('are each known by the line on which they stood first, as a map would know them', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 300 }), (keys) => {
      const [repeated, map] = [new RepeatedKeys(), new Map<string, number>()];
      for (const [at, key] of keys.entries()) {
        expect(repeated.firstLineOf(key, at + 2)).toBe(map.get(key));
        if (!map.has(key)) map.set(key, at + 2);
      }
    }));
  });

  it('are told apart by the hundred thousand, and known again', () => {
    const keys = new RepeatedKeys();
    const nth = (n: number): string => `p_${n.toString(36).padStart(26, '0')}`;
    const taken = Array.from({ length: 200_000 }, (_, n) => keys.firstLineOf(nth(n), n + 2)).filter((line) => line !== undefined);
    expect(taken).toEqual([]);
    expect([0, 1, 99_999, 199_999].map((n) => keys.firstLineOf(nth(n), 1))).toEqual([2, 3, 100_001, 200_001]);
  });
});
