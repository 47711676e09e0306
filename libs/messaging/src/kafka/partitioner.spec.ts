import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { placeOf } from './partitioner.js';

const partitionsOf = (count: number) => Array.from({ length: count }, (_, partitionId) => ({ partitionId, partitionErrorCode: 0, leader: 0, replicas: [0], isr: [0] }));

it('gives every key the partition that other Kafka clients give it: an order once begun goes on', () => {
  const theirs = Partitioners.DefaultPartitioner();
  const key = fc.oneof(fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)), fc.uint8Array().map((bytes) => Buffer.from(bytes)));
  fc.assert(fc.property(key, fc.integer({ min: 1, max: 200 }), (bytes, count) => {
    expect(placeOf(bytes) % count).toBe(theirs({ topic: 't', partitionMetadata: partitionsOf(count), message: { key: bytes, value: '' } }));
  }), { numRuns: 2_000 });
});

it('has a place for what has no key', () => {
  expect(placeOf(null)).toBe(0);
});
