import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Binary } from 'mongodb';

/**
 * Many small parts as one field that the database keeps and does not look into: a thousand documents inside a document
 * take ten times as long to write and to read.
 */
export function packed(value: unknown): Binary {
  return new Binary(deflateRawSync(JSON.stringify(value), { level: 1 }));
}

export function unpacked<Value>(binary: Binary): Value {
  return JSON.parse(inflateRawSync(binary.buffer).toString('utf8')) as Value;
}
