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

/** The first `length` base32 characters of the bytes, which may be given as a string with a character each: five bits a character. */
export function base32(bytes: Uint8Array | string, length: number): string {
  return spelt(typeof bytes === 'string' ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('binary'), length);
}

/** Both characters of each ten bits: rosters and lines spell several ids each. */
const PAIRS: readonly string[] = Array.from({ length: 1_024 }, (_, bits) => BASE32.charAt(bits >> 5) + BASE32.charAt(bits & 31));

function spelt(bytes: string, length: number): string {
  let [text, buffer, bits] = ['', 0, 0];
  for (let at = 0; at < bytes.length && text.length < length; at += 1) {
    buffer = ((buffer << 8) | bytes.charCodeAt(at)) & 0x3ffff;
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    text += PAIRS[(buffer >> bits) & 1_023];
  }
  if (text.length < length && bits >= 5) text += BASE32.charAt((buffer >> (bits - 5)) & 31);
  return text.length > length ? text.slice(0, length) : text;
}
