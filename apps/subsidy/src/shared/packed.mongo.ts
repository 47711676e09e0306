import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Binary } from 'mongodb';

const LEVEL = { level: 1 };

/**
 * Many small parts as one field that the database keeps and does not look into: a thousand documents inside a document
 * take ten times as long to write and to read.
 */
export function packed(value: unknown): Binary {
  return new Binary(deflateRawSync(JSON.stringify(value), LEVEL));
}

const deflated = promisify(deflateRaw);
/** Shorter texts are packed sooner than they are handed over; and a simulated month, which knows no threads, goes the same way each time. */
const CHARACTERS_HANDED_OVER = 32_768;

/** The same beside the thread that everything else waits for: where a process does little else for minutes, as with a roster. */
export async function packedAside(value: unknown): Promise<Binary> {
  const text = JSON.stringify(value);
  return new Binary(text.length < CHARACTERS_HANDED_OVER ? deflateRawSync(text, LEVEL) : await deflated(text, LEVEL));
}

export function unpacked<Value>(binary: Binary): Value {
  return JSON.parse(inflateRawSync(binary.buffer).toString('utf8')) as Value;
}
