import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageFrom } from './cursor.js';

const position = z.tuple([z.string(), z.number().int()]);

describe('a cursor', () => {
  it('leads back to where the page ended', () => {
    fc.assert(fc.property(fc.string({ maxLength: 50 }), fc.integer(), (id, at) => {
      expect(decodeCursor(encodeCursor([id, at]), position)).toEqual([id, at]);
    }));
  });

  it('that a client made up is refused, whatever it is', () => {
    const made = fc.oneof(fc.string(), fc.base64String(), fc.json().map((json) => Buffer.from(json).toString('base64url')));
    fc.assert(fc.property(made, (cursor) => {
      try {
        expect(position.safeParse(decodeCursor(cursor, position)).success).toBe(true);
      } catch (error) {
        expect((error as Error).message).toBe('cursor.invalid');
      }
    }));
  });

  it.each(['', '=', 'x'.repeat(600), Buffer.from('{"$ne":1}').toString('base64url'), Buffer.from('["a"]').toString('base64url')])('refuses %s', (cursor) => {
    expect(() => decodeCursor(cursor, position)).toThrow('cursor.invalid');
  });

  it('is given while there is a next page', () => {
    const rows = [1, 2, 3];
    expect(pageFrom(rows, 2, (row) => row)).toEqual({ items: [1, 2], next: encodeCursor(2) });
    expect(pageFrom(rows, 3, (row) => row)).toEqual({ items: [1, 2, 3] });
    expect(pageFrom([], 3, (row) => row)).toEqual({ items: [] });
  });
});
