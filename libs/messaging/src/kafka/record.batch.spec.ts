import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crc32c } from './crc32c.js';
import { headersOf, recordBatch } from './record.batch.js';

/** The client's own way: what it writes, every broker has taken for years. */
const inside = createRequire(import.meta.url);
const { RecordBatch } = inside('kafkajs/src/protocol/recordBatch/v0/index.js') as { readonly RecordBatch: (batch: object) => Promise<{ readonly buffer: Buffer }> };
const Record = inside('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => object;
const Long = inside('kafkajs/src/utils/long.js') as { fromValue(value: string): object };

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const record = fc.record({ key: fc.option(bytes), value: bytes, headers: fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 40 }), { maxKeys: 3 }) });

describe('a batch of records', () => {
  it('is to the byte what the client would have written', async () => {
    const place = fc.record({ producerId: fc.bigInt({ min: 0n, max: 2n ** 53n }), producerEpoch: fc.nat(100), firstSequence: fc.nat(), timestampMs: fc.nat() });
    await fc.assert(fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 150 }), place, async (records, { producerId, producerEpoch, firstSequence, timestampMs }) => {
      const theirs = await RecordBatch({
        records: records.map((one, offsetDelta) => Record({ ...one, offsetDelta, timestampDelta: 0 })), lastOffsetDelta: records.length - 1, partitionLeaderEpoch: -1,
        firstTimestamp: timestampMs, maxTimestamp: timestampMs, producerId: Long.fromValue(String(producerId)), producerEpoch, firstSequence,
      });
      const ours = recordBatch(records.map(({ key, value, headers }) => ({ key, value, headers: headersOf(headers) })), { producerId, producerEpoch, firstSequence, timestampMs });
      expect(ours.equals(theirs.buffer)).toBe(true);
    }), { numRuns: 200 });
  });

  it('has the checksum that is known of nine digits (RFC 3720)', () => {
    expect(crc32c(Buffer.from('..123456789'), 2)).toBe(0xe306_9283);
  });
});
