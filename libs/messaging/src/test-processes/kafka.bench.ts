import { eventOf, parseEvent, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode } from '@gongjiang/kernel';
import { serverAddress, testNamespace } from '@gongjiang/testing';
import { kafkaOf } from '../kafka/kafka.client.js';
import { topicNameOf, type KafkaSettings } from '../kafka/kafka.settings.js';

/** Kafka under names that no other test has. */
export function testKafka(service: string): KafkaSettings {
  return { brokers: serverAddress('GONGJIANG_KAFKA_BROKERS').split(','), service, topicPrefix: `${testNamespace().prefix}.`, sessionTimeoutMs: 6_000, warn: () => undefined };
}

/** Reads a topic from its beginning until stopped: what really lies there. */
export async function readTopic(settings: KafkaSettings, topic: string): Promise<{ readonly events: readonly CloudEvent[]; stop(): Promise<void> }> {
  const events: CloudEvent[] = [];
  const consumer = kafkaOf(settings).consumer({ groupId: `${settings.topicPrefix ?? ''}reader-${testNamespace().prefix}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topicNameOf(settings, topic)], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const parsed = parseEvent(message.value);
      if (parsed.ok) events.push(parsed.value);
    },
  });
  return { events, stop: () => consumer.disconnect() };
}

/** A settled payment of a person, told apart by item and version. */
export function settledEvent(person: number, item: string, sequence: number): CloudEvent<(typeof paymentSettled)['example']> {
  const token = `p_${String(person).padStart(26, 'a').replace(/[0189]/g, 'b')}`;
  return eventOf(paymentSettled, {
    city: cityCode('330300'), subject: item, sequence, time: new Date(0),
    data: { ...paymentSettled.example, itemId: item, person: token as (typeof paymentSettled)['example']['person'] },
  });
}
