import { createHash, hash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** An id computed from facts: the first 130 bits of SHA-256 in 26 lower-case letters and digits (RFC 4648 base32). */
export function factId(text: string): string {
  return base32(createHash('sha256').update(text).digest(), 26);
}

/** The first `length` base32 characters of the bytes: five bits each. */
export function base32(bytes: Uint8Array, length: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += BASE32.charAt((buffer >> bits) & 31);
    }
    if (text.length === length) break;
  }
  return text;
}
