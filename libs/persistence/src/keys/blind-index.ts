import { createHmac, type KeyObject } from 'node:crypto';
import { base32 } from '@gongjiang/kernel';
import { deriveKey } from './secret-key.js';

/** 130 bits: two of a thousand million texts meet with a chance of less than one in 10^21. */
const INDEX_CHARACTERS = 26;
/** One a city and field; thousands of them would mean that somebody passes persons for scopes. */
const MAX_SCOPES = 10_000;

/** Finds an encrypted value again without opening it: the same text gives the same index, within one scope only. */
export interface BlindIndex {
  /** 26 characters for `text` within `scope` (the city, or the city and the field). Write the text in one way before. */
  of(scope: string, text: string): string;
}

/** HMAC-SHA256 under a key of the scope's own, so that one city's indexes cannot be matched with another's. */
export function hmacBlindIndex(root: KeyObject): BlindIndex {
  const keys = new Map<string, KeyObject>();
  const keyOf = (scope: string): KeyObject => {
    const known = keys.get(scope);
    if (known !== undefined) return known;
    if (keys.size >= MAX_SCOPES) throw new RangeError(`More than ${MAX_SCOPES} scopes of a blind index`);
    const derived = deriveKey(root, `blind-index/${scope}`);
    keys.set(scope, derived);
    return derived;
  };
  return { of: (scope, text) => keyedIndex(keyOf(scope), text) };
}

/** The keyed hash itself: 26 lower-case letters and digits. */
export function keyedIndex(key: KeyObject, text: string): string {
  return base32(createHmac('sha256', key).update(text, 'utf8').digest(), INDEX_CHARACTERS);
}
