import { randomUUID } from 'node:crypto';
import { parseEvent, type CloudEvent, type EventRefusal } from '@gongjiang/contracts';
import type { Result } from '@gongjiang/kernel';
import type { Consumer, EachMessageHandler } from 'kafkajs';
import { NothingToTail } from './event.tail.js';
import { kafkaOf } from './kafka.client.js';
import { topicNameOf, type KafkaSettings } from './kafka.settings.js';
import { endsOf } from './topic.ends.js';

/** A broker that gives nothing for this long gives nothing more: waiting on would be for ever. */
const SILENCE_MS = 30_000;

/** Kafka did not give what it says it has. */
export class TopicSilent extends Error {
  override readonly name = 'TopicSilent';
}

/** Reads what a topic holds at this moment, from its first event to its last; what comes meanwhile is left. Throws `NothingToTail` where there is no such topic. */
export async function readTopic(settings: KafkaSettings, topic: string, onEvent: (read: Result<CloudEvent, EventRefusal>) => void): Promise<void> {
  const kafka = kafkaOf(settings);
  const admin = kafka.admin();
  const name = topicNameOf(settings, topic);
  const groupId = `${settings.topicPrefix ?? ''}gongjiang.read-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    if (!(await admin.listTopics()).includes(name)) throw new NothingToTail();
    const ends = await endsOf(admin, name);
    if (ends.size > 0) await readUpTo(consumer, name, ends, onEvent);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // An empty group is forgotten by the broker in time.
    await admin.disconnect();
  }
}

async function readUpTo(consumer: Consumer, topic: string, ends: Map<number, bigint>, onEvent: (read: Result<CloudEvent, EventRefusal>) => void): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let silence: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const waitOn = (): void => {
        clearTimeout(silence);
        silence = setTimeout(() => reject(new TopicSilent(`${topic} gave nothing for ${SILENCE_MS} ms`)), SILENCE_MS);
      };
      waitOn();
      const eachMessage: EachMessageHandler = async ({ partition, message }) => {
        const end = ends.get(partition);
        if (end === undefined) return;
        if (BigInt(message.offset) <= end) onEvent(parseEvent(message.value));
        if (BigInt(message.offset) >= end) ends.delete(partition);
        if (ends.size === 0) resolve();
        else waitOn();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  } finally {
    clearTimeout(silence);
  }
}
