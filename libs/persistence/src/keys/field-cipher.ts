import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from './key-ring.js';

const VERSION = 'v1';
/** What GCM is made for; with random ones a key may seal 2^32 fields (NIST SP 800-38D 8.3), a ring is rotated long before. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A name, a number, an address: never a file. */
export const MAX_FIELD_CHARACTERS = 4_096;

/** Seals personal data for the database. The context (city, collection, field, row) is bound in: moved elsewhere, it does not open. */
export interface FieldCipher {
  /** `v1.<keyId>.<base64url of nonce, text and tag>`; different each time. */
  seal(plain: string, context: string): string;
  /** Throws `SealBroken` where text, key or context is not the one it was sealed with. */
  open(sealed: string, context: string): string;
  /** True where the active key is another by now: seal it anew when it is next written. */
  isStale(sealed: string): boolean;
}

/** A sealed field that does not open: altered, moved, or its key is not in the ring. */
export class SealBroken extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`A sealed field does not open: ${reason}`, options);
    this.name = 'SealBroken';
  }
}

/** What a field is sealed to, so that a copied cell shows: the city, the collection, the field, and the row it belongs to. */
export function fieldContext(place: { readonly city: string; readonly collection: string; readonly field: string; readonly row?: string }): string {
  return JSON.stringify([place.city, place.collection, place.field, place.row ?? '']);
}

/** AES-256-GCM by the ring's keys. What is sealed is a field, unless a larger limit is named for what is sealed as a whole. */
export function aesFieldCipher(ring: KeyRing, maxCharacters: number = MAX_FIELD_CHARACTERS): FieldCipher {
  const prefix = `${VERSION}.${ring.activeKeyId}.`;
  return {
    seal: (plain, context) => {
      if (plain.length > maxCharacters) throw new RangeError(`What is to be sealed has more than ${maxCharacters} characters`);
      return prefix + seal(ring, plain, context);
    },
    open: (sealed, context) => open(ring, sealed, context),
    isStale: (sealed) => !sealed.startsWith(prefix),
  };
}

function seal(ring: KeyRing, plain: string, context: string): string {
  const key = ring.key(ring.activeKeyId);
  if (key === undefined) throw new SealBroken('the active key is not in the ring');
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(ring.activeKeyId, context));
  const text = cipher.update(plain, 'utf8');
  // This cipher keeps nothing back for its end, and a nonce of twelve bytes is written apart without a gap.
  cipher.final();
  return nonce.toString('base64url') + Buffer.concat([text, cipher.getAuthTag()], text.length + TAG_BYTES).toString('base64url');
}

/** Nonces drawn by the thousand: each is used once, and asking for twelve bytes costs as much as for many. */
const drawn = { bytes: Buffer.alloc(0), at: 0 };
const NONCES_AT_ONCE = 1_024;

function nextNonce(): Buffer {
  if (drawn.at === drawn.bytes.length) Object.assign(drawn, { bytes: randomBytes(NONCE_BYTES * NONCES_AT_ONCE), at: 0 });
  drawn.at += NONCE_BYTES;
  return drawn.bytes.subarray(drawn.at - NONCE_BYTES, drawn.at);
}

function open(ring: KeyRing, sealed: string, context: string): string {
  const match = /^v1\.([a-z0-9-]{1,32})\.([A-Za-z0-9_-]+)$/.exec(sealed);
  if (!match) throw new SealBroken('it is not written v1.<key>.<text>');
  const [, keyId = '', text = ''] = match;
  const key = ring.key(keyId);
  if (key === undefined) throw new SealBroken(`key ${keyId} is not in the ring`);
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== text) throw new SealBroken('it is cut short');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(keyId, context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    // Throws where the tag is not the text's. What it returns is empty, and texts in the place of bytes would each want a decoder of their own.
    decipher.final();
    return plain.toString('utf8');
  } catch (cause) {
    throw new SealBroken('it was altered, or it belongs to another place', { cause });
  }
}

function boundTo(keyId: string, context: string): Buffer {
  return Buffer.from(`${VERSION}.${keyId}.${context}`, 'utf8');
}
