import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners, type Message } from 'kafkajs';
import { byKey } from './partitioner.js';

const partitionsOf = (count: number) => Array.from({ length: count }, (_, partitionId) => ({ partitionId, partitionErrorCode: 0, leader: 0, replicas: [0], isr: [0] }));

it('gives every key the partition that all other Kafka clients give it: an order once begun goes on', () => {
  const theirs = Partitioners.DefaultPartitioner();
  const ours = byKey();
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array().map((bytes) => Buffer.from(bytes))), fc.integer({ min: 1, max: 200 }), (key, count) => {
    const args = { topic: 't', partitionMetadata: partitionsOf(count), message: { key, value: '' } satisfies Message };
    expect(ours(args)).toBe(theirs(args));
  }), { numRuns: 2_000 });
});

it('heeds a partition that is named, and has a place for what has no key', () => {
  const args = { topic: 't', partitionMetadata: partitionsOf(6) };
  expect([byKey()({ ...args, message: { key: 'k', value: '', partition: 4 } }), byKey()({ ...args, message: { key: null, value: '' } })]).toEqual([4, 0]);
});
