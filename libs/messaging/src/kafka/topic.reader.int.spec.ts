import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { KafkaPublisher, ensureTopics, NothingToTail, outgoingEvent, readTopic, type KafkaSettings } from '../index.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';

jest.setTimeout(60_000);
let settings: KafkaSettings;
let publisher: KafkaPublisher;
beforeAll(async () => {
  settings = testKafka('reader');
  await ensureTopics(settings, [paymentSettled.topic]);
  publisher = new KafkaPublisher(settings);
});
afterAll(() => publisher.close());

const idsOf = async (): Promise<string[]> => {
  const ids: string[] = [];
  await readTopic(settings, paymentSettled.topic, (read) => ids.push(read.ok ? read.value.subject : read.refusal.code));
  return ids.sort();
};

describe('a topic', () => {
  test('is read from its first event to its last, over all partitions, and ends there', async () => {
    expect(await idsOf()).toEqual([]);
    const subjects = Array.from({ length: 30 }, (_, person) => `item-${person}`);
    await publisher.publish(subjects.map((subject, person) => outgoingEvent(settledEvent(person, subject, 1))));
    expect(await idsOf()).toEqual([...subjects].sort());
    await publisher.publish([{ topic: paymentSettled.topic, key: 'k', value: '{' }]);
    expect(await idsOf()).toEqual(['event.not-json', ...subjects].sort());
  });

  test('that is not there is said to be missing', async () => {
    await expect(readTopic(settings, 'gongjiang.no.such', () => undefined)).rejects.toThrow(NothingToTail);
  });
});
