import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { KafkaPublisher, outgoingEvent, readTopic, type KafkaSettings } from '../index.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';
import { kafkaOf } from './kafka.client.js';
import { topicNameOf } from './kafka.settings.js';
import { ensureTopics } from './kafka.topics.js';

let settings: KafkaSettings;
let publisher: KafkaPublisher;
beforeEach(() => {
  settings = testKafka('subsidy');
  publisher = new KafkaPublisher(settings);
});
afterEach(() => publisher.close());

async function topicTaking(mostBytes: number): Promise<void> {
  const admin = kafkaOf(settings).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: false, topics: [{ topic: topicNameOf(settings, paymentSettled.topic), numPartitions: 1, configEntries: [{ name: 'max.message.bytes', value: String(mostBytes) }] }] });
  await admin.disconnect();
  // It is left as it is, and known to the broker afterwards: the client's own waiting gives up while the news still spreads.
  await ensureTopics(settings, [paymentSettled.topic]);
}

describe('a topic that takes less at once than brokers do by default', () => {
  test('gets all events, in their order', async () => {
    await topicTaking(20_000);
    await publisher.publish(Array.from({ length: 500 }, (_, at) => outgoingEvent(settledEvent(1, 'item', at + 1))));
    const sequences: number[] = [];
    await readTopic(settings, paymentSettled.topic, (read) => sequences.push(read.ok ? Number(read.value.sequence) : -1));
    expect(sequences).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
  });

  test('and not even one event: that is said', async () => {
    await topicTaking(100);
    await expect(publisher.publish([outgoingEvent(settledEvent(1, 'item', 1))])).rejects.toThrow(/larger than the max message size|too large/i);
  });
});
