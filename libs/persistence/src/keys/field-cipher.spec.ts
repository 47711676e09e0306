import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aesFieldCipher, fieldContext, MAX_FIELD_CHARACTERS, SealBroken } from './field-cipher.js';
import { keyRingFromConfig } from './key-ring.js';

const key = (): string => randomBytes(32).toString('base64');
const [older, newer] = [key(), key()];
const cipher = aesFieldCipher(keyRingFromConfig(`2026a:${older}`));
const context = fieldContext({ city: '330300', collection: 'persons', field: 'identityNumber', row: 'p_a' });
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('a sealed field', () => {
  it('opens to what was sealed, whatever the text', () => {
    fc.assert(fc.property(anyText, (plain) => cipher.open(cipher.seal(plain, context), context) === plain));
  });

  it('names its key and shows nothing of the text', () => {
    const sealed = cipher.seal('11010519491231002X', context);
    expect(sealed).toMatch(/^v1\.2026a\.[A-Za-z0-9_-]+$/);
    expect(sealed).not.toContain('1101');
  });

  it('is another each time, so that equal values cannot be told', () => {
    expect(cipher.seal('张三', context)).not.toBe(cipher.seal('张三', context));
  });

  it.each(['330700', 'grants', 'name', 'p_b'])('does not open in another place: %s', (moved) => {
    const place = { city: '330300', collection: 'persons', field: 'identityNumber', row: 'p_a' };
    const sealed = cipher.seal('张三', fieldContext(place));
    const elsewhere = Object.entries(place).map(([part]) => fieldContext({ ...place, [part]: moved }));
    for (const other of elsewhere) expect(() => cipher.open(sealed, other)).toThrow(SealBroken);
  });

  it('does not open when one character of it was altered, cut or added', () => {
    fc.assert(fc.property(anyText, fc.nat(), fc.constantFrom('A', 'b', '0', '-', ''), (plain, where, replacement) => {
      const sealed = cipher.seal(plain, context);
      const at = where % sealed.length;
      const altered = sealed.slice(0, at) + replacement + sealed.slice(at + 1);
      if (altered === sealed) return;
      expect(() => cipher.open(altered, context)).toThrow(SealBroken);
    }));
  });

  it('is not longer than a field', () => {
    expect(() => cipher.seal('张'.repeat(MAX_FIELD_CHARACTERS + 1), context)).toThrow(RangeError);
  });

  it('never says in an error what it holds', () => {
    const sealed = cipher.seal('张三', context);
    expect(() => cipher.open(sealed, 'elsewhere')).toThrow(/^A sealed field does not open: it was altered, or it belongs to another place$/);
  });
});

describe('the rotation of keys', () => {
  const rotated = aesFieldCipher(keyRingFromConfig(`2026b:${newer},2026a:${older}`));

  it('seals with the new key and still opens what the old one sealed', () => {
    const old = cipher.seal('张三', context);
    expect(rotated.open(old, context)).toBe('张三');
    expect(rotated.seal('张三', context)).toMatch(/^v1\.2026b\./);
  });

  it('tells what is still sealed with an old key', () => {
    expect(rotated.isStale(cipher.seal('张三', context))).toBe(true);
    expect(rotated.isStale(rotated.seal('张三', context))).toBe(false);
  });

  it('names the key that is missing when an old one was dropped too early', () => {
    const dropped = aesFieldCipher(keyRingFromConfig(`2026b:${newer}`));
    expect(() => dropped.open(cipher.seal('张三', context), context)).toThrow('key 2026a is not in the ring');
  });

  it('does not let one key pass for another of the same ring', () => {
    const sealed = rotated.seal('张三', context).replace('2026b', '2026a');
    expect(() => rotated.open(sealed, context)).toThrow(SealBroken);
  });
});
