import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** Every secret of the platform is at least this long: what AES-256 and HMAC-SHA256 use in full. */
export const SECRET_KEY_BYTES = 32;

/** Takes a secret as configuration holds it, in base64. Throws without showing it where it is no base64 or too short. */
export function secretKeyFromConfig(text: string): KeyObject {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) throw new RangeError('A secret key is not written in base64');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < SECRET_KEY_BYTES) {
    throw new RangeError(`A secret key has ${bytes.length} bytes and needs ${SECRET_KEY_BYTES}: make one with openssl rand -base64 32`);
  }
  return createSecretKey(bytes);
}

/**
 * A key of its own for one use or one city, computed from a root key (HKDF-SHA256, RFC 5869). Who holds the derived
 * key learns nothing about the root or about another label's key.
 */
export function deriveKey(root: KeyObject, label: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, 'gongjiang', label, SECRET_KEY_BYTES)));
}
