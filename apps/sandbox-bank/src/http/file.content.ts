import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptFile } from '../books/books.js';

/** A file as the books keep it: compressed, since a month of files is as large as its journal. */
export function keptFile(profile: string, bytes: Uint8Array): KeptFile {
  return { profile, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, content: gzipSync(bytes).toString('base64') };
}

/** The bytes as they came. */
export function contentOf({ content }: Pick<KeptFile, 'content'>): Buffer {
  return gunzipSync(Buffer.from(content, 'base64'));
}
