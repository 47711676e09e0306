import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { base32 } from '@gongjiang/kernel';
import { hmacBlindIndex, keyedIndex } from './blind-index.js';
import { keyRingFromConfig } from './key-ring.js';
import { deriveKey, secretKeyFromConfig } from './secret-key.js';

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64');

describe('a key ring read from the configuration', () => {
  it('has its first key for the active one', () => {
    const ring = keyRingFromConfig(`new:${base64(32)}, old:${base64(32)}`);
    expect(ring.activeKeyId).toBe('new');
    expect(ring.key('old')).toBeDefined();
    expect(ring.key('unknown')).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no id', base64(32)],
    ['an id that a sealed field could not carry', `A.B:${base64(32)}`],
    ['a short key', `a:${base64(16)}`],
    ['a long key', `a:${base64(48)}`],
    ['no base64', 'a:*******'],
    ['an id twice', `a:${base64(32)},a:${base64(32)}`],
    ['too many keys', Array.from({ length: 17 }, (_, n) => `k${n}:${base64(32)}`).join(',')],
  ])('refuses %s, and shows no key in the message', (_what, text) => {
    let message = '';
    try { keyRingFromConfig(text); } catch (error) { message = (error as Error).message; }
    expect(message).not.toBe('');
    for (const part of text.split(/[:,]/).filter((one) => one.length > 8)) expect(message).not.toContain(part);
  });
});

describe('secret keys', () => {
  it('need 32 bytes', () => {
    expect(() => secretKeyFromConfig(base64(31))).toThrow('needs 32');
    expect(secretKeyFromConfig(base64(32)).symmetricKeySize).toBe(32);
  });

  it('do not show themselves when printed', () => {
    const text = base64(32);
    expect(`${inspect(secretKeyFromConfig(text))}${JSON.stringify(secretKeyFromConfig(text))}`).not.toContain(text.slice(0, 8));
  });

  it('give each label a key of its own, the same each time', () => {
    const root = createSecretKey(randomBytes(32));
    expect(deriveKey(root, 'a').equals(deriveKey(root, 'a'))).toBe(true);
    expect(deriveKey(root, 'a').equals(deriveKey(root, 'b'))).toBe(false);
  });
});

describe('a blind index', () => {
  const root = createSecretKey(Buffer.alloc(32, 7));
  const index = hmacBlindIndex(root);

  it('finds the same text again, also in another process', () => {
    expect(index.of('330300/identityNumber', 'X')).toBe(hmacBlindIndex(createSecretKey(Buffer.alloc(32, 7))).of('330300/identityNumber', 'X'));
  });

  it('has 130 bits in 26 characters', () => {
    expect(index.of('330300', 'X')).toMatch(/^[a-z2-7]{26}$/);
  });

  it('is HMAC-SHA256, with a key of whatever length', () => {
    for (const bytes of [32, 63, 64, 65, 200]) {
      const key = createSecretKey(randomBytes(bytes));
      for (const text of ['', 'X', '张三', 'x'.repeat(500)]) expect(keyedIndex(key, text)).toBe(base32(createHmac('sha256', key).update(text, 'utf8').digest(), 26));
    }
  });

  it('cannot be matched between cities, fields or installations', () => {
    const indexes = [index.of('330300/a', 'X'), index.of('330700/a', 'X'), index.of('330300/b', 'X'), hmacBlindIndex(createSecretKey(randomBytes(32))).of('330300/a', 'X')];
    expect(new Set(indexes).size).toBe(4);
  });
});
