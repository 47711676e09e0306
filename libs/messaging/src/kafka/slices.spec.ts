import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_SLICE_BYTES, slicesOf } from './slices.js';

describe('slices for one request', () => {
  test('hold every message once, in its order, and no slice is larger than a broker takes', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 30 }), (sizes) => {
      const messages = sizes.map((size, at) => ({ key: String(at), value: Buffer.alloc(size) }));
      const slices = slicesOf(messages);
      expect(slices.flat()).toEqual(messages);
      for (const slice of slices) expect(slice.reduce((bytes, { value }) => bytes + value.byteLength, 0)).toBeLessThanOrEqual(MAX_SLICE_BYTES);
    }));
  });

  test('of events are as large as can be', () => {
    const messages = Array.from({ length: 5_000 }, () => ({ key: 'p_abcdefghijklmnopqrstuvwxyz', value: 'x'.repeat(500) }));
    expect(slicesOf(messages)).toHaveLength(4);
  });
});
