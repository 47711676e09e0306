import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { ensureTopics, outgoingEvent, readTopic, type KafkaSettings } from '../index.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';
import type { BrokerConnection } from './broker.connection.js';
import { ClusterMap } from './cluster.map.js';
import { KafkaProducer, type ProducerMessage } from './kafka.producer.js';
import { topicNameOf } from './kafka.settings.js';
import { INIT_PRODUCER_ID, PRODUCE, producedCodes, producerIdentity, producerIdRequest, produceRequest, type ProducerIdentity } from './produce.request.js';
import { isTaken, ProduceRefusal } from './produce.refusal.js';
import { headersOf, recordBatch } from './record.batch.js';

jest.setTimeout(60_000);
let settings: KafkaSettings;
let topic: string;
let cluster: ClusterMap;
let broker: BrokerConnection;
let identity: ProducerIdentity;
beforeEach(async () => {
  settings = { ...testKafka('subsidy'), partitions: 1 };
  topic = topicNameOf(settings, paymentSettled.topic);
  await ensureTopics(settings, [paymentSettled.topic]);
  cluster = new ClusterMap(settings);
  await cluster.learn([topic]);
  broker = await cluster.connectionTo(cluster.leaderOf(topic, 0));
  identity = producerIdentity(await broker.ask(INIT_PRODUCER_ID, producerIdRequest()));
});
afterEach(() => cluster.forget());

const message = (n: number): ProducerMessage => {
  const { key, value } = outgoingEvent(settledEvent(n, 'item', n));
  return { topic, key: Buffer.from(key), value: Buffer.from(value), headers: headersOf({}) };
};
/** Sends the events from one to another as the batch that begins with this number; answers what the broker says. */
async function sent(from: number, to: number, firstSequence: number): Promise<number | undefined> {
  const records = Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
  const batches = [{ topic, partition: 0, batch: recordBatch(records, { ...identity, firstSequence, timestampMs: Date.now() }) }];
  return [...producedCodes(await broker.ask(PRODUCE, produceRequest(batches)), batches).values()][0];
}
async function onTopic(): Promise<readonly number[]> {
  const sequences: number[] = [];
  await readTopic(settings, paymentSettled.topic, (read) => sequences.push(read.ok ? Number(read.value.sequence) : -1));
  return sequences;
}

describe('a batch', () => {
  it('that is sent again, since the answer to it was lost, lies on its topic once', async () => {
    const codes = [await sent(1, 3, 0), await sent(1, 3, 0), await sent(4, 4, 3), await sent(4, 4, 3)];
    expect(codes.every(isTaken)).toBe(true);
    expect(await onTopic()).toEqual([1, 2, 3, 4]);
  });

  it('with one missing before it is refused, and no other is passed over', async () => {
    expect(isTaken(await sent(1, 3, 0))).toBe(true);
    const code = await sent(5, 5, 4);
    expect(new ProduceRefusal(topic, code)).toMatchObject({ isLostSequence: true, isPassing: false, isTooMuchAtOnce: false });
    expect(await onTopic()).toEqual([1, 2, 3]);
  });

  it('that is altered on its way is refused', async () => {
    const batch = recordBatch([message(1)], { ...identity, firstSequence: 0, timestampMs: Date.now() });
    batch[batch.length - 20] = (batch[batch.length - 20] ?? 0) ^ 1;
    const batches = [{ topic, partition: 0, batch }];
    expect(isTaken([...producedCodes(await broker.ask(PRODUCE, produceRequest(batches)), batches).values()][0])).toBe(false);
  });
});

describe('a producer', () => {
  it('goes on where its connections are gone between two sendings', async () => {
    const producer = new KafkaProducer(settings);
    await producer.send([message(1), message(2)]);
    producer.close();
    await producer.send([message(3)]);
    producer.close();
    expect(await onTopic()).toEqual([1, 2, 3]);
  });

  it('keeps the order of a partition that has more than a broker takes for it at once', async () => {
    const producer = new KafkaProducer(settings);
    const many = Array.from({ length: 2_500 }, (_, n) => message(n + 1));
    await producer.send(many);
    producer.close();
    expect(await onTopic()).toEqual(many.map((_, n) => n + 1));
  });

  it('says so where there is no such topic', async () => {
    const producer = new KafkaProducer(settings);
    await expect(producer.send([{ ...message(1), topic: `${topic}-none` }])).rejects.toThrow(/does not host|UNKNOWN|topic/i);
    producer.close();
  });
});
