import { crc32c } from './crc32c.js';

/** A record in bytes. Events have the same headers, so these are spelt once (`headersOf`). */
export interface BatchRecord {
  readonly key: Buffer | null;
  readonly value: Buffer;
  readonly headers: Buffer;
}

/** Whose batch it is, and where it stands in what this producer has sent to the partition: so a broker knows it again. */
export interface BatchPlace {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly timestampMs: number;
}

/** Bytes before the records; the length counts what follows it, the checksum what follows it in turn. */
const HEAD = { bytes: 61, lengthAt: 8, magicAt: 16, crcAt: 17, attributesAt: 21 } as const;
const MAGIC = 2;
/** A record's attributes and its time since the batch's: both are nought, one byte each. */
const NOUGHTS = 2;

/** A record batch of Kafka's protocol (magic 2), not compressed: each byte is written once, into one buffer. */
export function recordBatch(records: readonly BatchRecord[], place: BatchPlace): Buffer {
  const sizes = records.map((record, at) => bodySize(record, at));
  const bytes = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + varintSize(size) + size, HEAD.bytes));
  let at: number = HEAD.bytes;
  records.forEach((record, n) => { at = writeRecord(bytes, at, record, n, sizes[n] ?? 0); });
  writeHead(bytes, records.length, place);
  return bytes;
}

/** Headers as a record carries them. */
export function headersOf(headers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(headers).flat().map((text) => Buffer.from(text));
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + varintSize(entry.length) + entry.length, varintSize(entries.length / 2)));
  let at = writeVarint(bytes, 0, entries.length / 2);
  for (const entry of entries) at = writeBytes(bytes, at, entry);
  return bytes;
}

function bodySize({ key, value, headers }: BatchRecord, offset: number): number {
  return NOUGHTS + varintSize(offset) + varintSize(key?.length ?? -1) + (key?.length ?? 0) + varintSize(value.length) + value.length + headers.length;
}

function writeRecord(bytes: Buffer, from: number, { key, value, headers }: BatchRecord, offset: number, size: number): number {
  let at = writeVarint(bytes, from, size);
  bytes[at] = 0;
  bytes[at + 1] = 0;
  at = writeVarint(bytes, at + NOUGHTS, offset);
  at = key === null ? writeVarint(bytes, at, -1) : writeBytes(bytes, at, key);
  at = writeBytes(bytes, at, value);
  return at + headers.copy(bytes, at);
}

function writeHead(bytes: Buffer, count: number, { producerId, producerEpoch, firstSequence, timestampMs }: BatchPlace): void {
  bytes.writeBigInt64BE(0n, 0); // The broker gives the offsets.
  bytes.writeInt32BE(bytes.length - HEAD.lengthAt - 4, HEAD.lengthAt);
  bytes.writeInt32BE(-1, 12); // Of no leader's time.
  bytes.writeInt8(MAGIC, HEAD.magicAt);
  bytes.writeInt16BE(0, HEAD.attributesAt); // Not compressed, times of the producer's, no transaction.
  bytes.writeInt32BE(count - 1, 23);
  bytes.writeBigInt64BE(BigInt(timestampMs), 27);
  bytes.writeBigInt64BE(BigInt(timestampMs), 35);
  bytes.writeBigInt64BE(producerId, 43);
  bytes.writeInt16BE(producerEpoch, 51);
  bytes.writeInt32BE(firstSequence, 53);
  bytes.writeInt32BE(count, 57);
  bytes.writeUInt32BE(crc32c(bytes, HEAD.attributesAt), HEAD.crcAt);
}

function writeBytes(bytes: Buffer, from: number, part: Buffer): number {
  const at = writeVarint(bytes, from, part.length);
  return at + part.copy(bytes, at);
}

/** Numbers in as few bytes as they need, seven bits a byte, the sign in the lowest bit. */
function writeVarint(bytes: Buffer, from: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  let at = from;
  for (; rest > 127; rest >>>= 7, at += 1) bytes[at] = (rest & 127) | 128;
  bytes[at] = rest;
  return at + 1;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = ((value << 1) ^ (value >> 31)) >>> 0; rest > 127; rest >>>= 7) size += 1;
  return size;
}
