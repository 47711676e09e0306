import type { KeyObject } from 'node:crypto';
import { secretKeyFromConfig, SECRET_KEY_BYTES } from './secret-key.js';

/** The keys that fields are sealed with: new ones by the active key, old ones opened by the key they name. */
export interface KeyRing {
  readonly activeKeyId: string;
  key(keyId: string): KeyObject | undefined;
}

const KEY_ID = /^[a-z0-9-]{1,32}$/;
/** More keys than ten rotations is a mistake in the configuration. */
const MAX_KEYS = 16;

/**
 * Reads `2026b:<base64>,2026a:<base64>`: the first is the active key, the others still open what they sealed.
 * Throws without showing a key where the text is none of that.
 */
export function keyRingFromConfig(text: string): KeyRing {
  const entries = text.split(',').map(readEntry);
  const [active] = entries;
  if (active === undefined || entries.length > MAX_KEYS) throw new RangeError(`A key ring has 1 to ${MAX_KEYS} keys`);
  const keys = new Map(entries);
  if (keys.size !== entries.length) throw new RangeError('A key ring names the same key id twice');
  return { activeKeyId: active[0], key: (keyId) => keys.get(keyId) };
}

function readEntry(entry: string): [string, KeyObject] {
  const colon = entry.indexOf(':');
  const keyId = entry.slice(0, Math.max(colon, 0)).trim();
  if (!KEY_ID.test(keyId)) throw new RangeError('A key of the ring is not written <id>:<base64>, with an id of a-z, 0-9 and -');
  const key = secretKeyFromConfig(entry.slice(colon + 1).trim());
  if (key.symmetricKeySize !== SECRET_KEY_BYTES) throw new RangeError(`Key ${keyId} of the ring needs exactly ${SECRET_KEY_BYTES} bytes`);
  return [keyId, key];
}
