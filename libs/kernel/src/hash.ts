import { hash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** An id computed from facts: the first 130 bits of SHA-256 in 26 lower-case letters and digits (RFC 4648 base32). */
export function factId(text: string): string {
  // A line has a dozen of these ids: the digest as a string of its bytes, spelt without a buffer, takes a third of the time.
  return spelt(hash('sha256', text, 'binary'), 26);
}

/** The first `length` base32 characters of the bytes: five bits each. */
export function base32(bytes: Uint8Array, length: number): string {
  return spelt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('binary'), length);
}

/** The same of bytes that are given as a string, a character each. */
function spelt(bytes: string, length: number): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (let at = 0; at < bytes.length && text.length < length; at += 1) {
    buffer = ((buffer << 8) | bytes.charCodeAt(at)) & 0xffff;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += BASE32.charAt((buffer >> bits) & 31);
    }
  }
  return text;
}
