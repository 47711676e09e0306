import { groupBy } from '@gongjiang/kernel';
import type { Api } from './broker.connection.js';

/** Versions that brokers take from Kafka 0.11 on, 4.x included. */
export const PRODUCE: Api = { key: 0, version: 3 };
export const INIT_PRODUCER_ID: Api = { key: 22, version: 0 };

/** A batch for a partition, written. */
export interface PartitionBatch {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

const NONE = -1;
const ALL_REPLICAS = -1;
/** In which the replicas must have it. */
const WITHIN_MS = 10_000;

/** All batches for one broker: acknowledged by all replicas, no transaction. */
export function produceRequest(batches: readonly PartitionBatch[]): readonly Buffer[] {
  const topics = groupBy(batches, ({ topic }) => topic);
  const ofTopics = [...topics].flatMap(([topic, own]) => [text(topic), int32(own.length), ...own.flatMap(({ partition, batch }) => [int32(partition), int32(batch.length), batch])]);
  return [int16(NONE), int16(ALL_REPLICAS), int32(WITHIN_MS), int32(topics.size), ...ofTopics];
}

/** The broker's code for each of the batches, 0 where it is safe; undefined for one that it says nothing of. */
export function producedCodes(answer: Buffer, batches: readonly PartitionBatch[]): ReadonlyMap<PartitionBatch, number | undefined> {
  const codes = new Map<string, number>();
  let at = 4;
  for (let topics = answer.readInt32BE(0); topics > 0; topics -= 1) {
    const length = answer.readInt16BE(at);
    const topic = answer.toString('utf8', at + 2, at + 2 + length);
    let partitions = answer.readInt32BE(at + 2 + length);
    at += 6 + length;
    // Partition, code, first offset, time of the log.
    for (; partitions > 0; partitions -= 1, at += 22) codes.set(`${topic} ${answer.readInt32BE(at)}`, answer.readInt16BE(at + 4));
  }
  return new Map(batches.map((batch) => [batch, codes.get(`${batch.topic} ${batch.partition}`)]));
}

export function producerIdRequest(): readonly Buffer[] {
  return [int16(NONE), int32(WITHIN_MS)];
}

export interface ProducerIdentity {
  readonly code: number;
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

export function producerIdentity(answer: Buffer): ProducerIdentity {
  return { code: answer.readInt16BE(4), producerId: answer.readBigInt64BE(6), producerEpoch: answer.readInt16BE(14) };
}

function int16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}
