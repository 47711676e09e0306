import { hash, type KeyObject } from 'node:crypto';
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
  return base32(hmacSha256(key, text), INDEX_CHARACTERS);
}

/** The two blocks that a key is mixed into, once for all texts (RFC 2104), each with room for what is hashed behind it. */
interface KeyPads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
/** An identity number, an account, and what they are named; what is longer is copied. */
const ROOM_BYTES = 256;
/**
 * Rosters ask for three indexes a row: two hashes in one call each are several times as fast as an Hmac object and leave
 * nothing to collect, and a digest comes fastest as a string of its bytes.
 */
const pads = new WeakMap<KeyObject, KeyPads>();

/** The digest as a string of its bytes, a character each. */
function hmacSha256(key: KeyObject, text: string): string {
  const { inner, outer } = padsOf(key);
  outer.write(hash('sha256', behind(inner, text), 'binary'), BLOCK_BYTES, 'binary');
  return hash('sha256', outer, 'binary');
}

function behind(inner: Buffer, text: string): Buffer {
  if (text.length * 3 > ROOM_BYTES) return Buffer.concat([inner.subarray(0, BLOCK_BYTES), Buffer.from(text, 'utf8')]);
  return inner.subarray(0, BLOCK_BYTES + inner.write(text, BLOCK_BYTES, 'utf8'));
}

function padsOf(key: KeyObject): KeyPads {
  const known = pads.get(key);
  if (known) return known;
  const secret = key.export();
  const block = secret.length > BLOCK_BYTES ? hash('sha256', secret, 'buffer') : secret;
  const padded = (sign: number, bytes: number): Buffer => {
    const pad = Buffer.alloc(bytes);
    for (let at = 0; at < BLOCK_BYTES; at += 1) pad[at] = (block[at] ?? 0) ^ sign;
    return pad;
  };
  const made: KeyPads = { inner: padded(0x36, BLOCK_BYTES + ROOM_BYTES), outer: padded(0x5c, BLOCK_BYTES + DIGEST_BYTES) };
  pads.set(key, made);
  return made;
}
