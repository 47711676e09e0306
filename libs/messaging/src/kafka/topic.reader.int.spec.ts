import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { KafkaPublisher, ensureTopics, NothingToTail, outgoingEvent, readTopic, type KafkaSettings } from '../index.js';
import { eventually } from '@gongjiang/testing';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';

let settings: KafkaSettings;
let publisher: KafkaPublisher;
/** Each with a topic of its own. */
beforeEach(async () => {
  settings = testKafka('reader');
  await ensureTopics(settings, [paymentSettled.topic]);
  publisher = new KafkaPublisher(settings);
});
afterEach(() => publisher.close());

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

  test('is read from a moment on: what was written before it may be left out, and what came since is there', async () => {
    const since = new Date(Date.now() + 1);
    await eventually(() => Date.now() > since.getTime());
    await publisher.publish([outgoingEvent(settledEvent(77, 'item-since', 1))]);
    const subjects: string[] = [];
    await readTopic(settings, paymentSettled.topic, (read) => { if (read.ok) subjects.push(read.value.subject); }, since);
    expect(subjects).toContain('item-since');
    const none: string[] = [];
    await readTopic(settings, paymentSettled.topic, () => none.push('x'), new Date(Date.now() + 3_600_000));
    expect(none).toEqual([]);
  });

  test('that is not there is said to be missing', async () => {
    await expect(readTopic(settings, 'gongjiang.no.such', () => undefined)).rejects.toThrow(NothingToTail);
  });
});
