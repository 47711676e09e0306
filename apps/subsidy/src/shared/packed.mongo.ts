import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { Binary } from 'mongodb';

/**
 * Many small parts as one field that the database keeps and does not look into: a thousand documents inside a document
 * take ten times as long to write and to read.
 */
export function packed(value: unknown): Binary {
  return new Binary(deflateRawSync(JSON.stringify(value), { level: 1 }));
}

const deflated = promisify(deflateRaw);

/** The same beside the thread that everything else waits for: where a process does little else for minutes, as with a roster. */
export async function packedAside(value: unknown): Promise<Binary> {
  return new Binary(await deflated(JSON.stringify(value), { level: 1 }));
}

export function unpacked<Value>(binary: Binary): Value {
  return JSON.parse(inflateRawSync(binary.buffer).toString('utf8')) as Value;
}
