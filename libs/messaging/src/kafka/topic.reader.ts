import { randomUUID } from 'node:crypto';
import { parseEvent, type CloudEvent, type EventRefusal } from '@gongjiang/contracts';
import type { Result } from '@gongjiang/kernel';
import type { Admin, Consumer, EachMessageHandler } from 'kafkajs';
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

/**
 * Reads what a topic holds at this moment, from its first event (or the first that was written since a moment, and maybe
 * some before) to its last; what comes meanwhile is left. Throws `NothingToTail` where there is no such topic.
 */
export async function readTopic(settings: KafkaSettings, topic: string, onEvent: (read: Result<CloudEvent, EventRefusal>) => void, since?: Date): Promise<void> {
  const kafka = kafkaOf(settings);
  const admin = kafka.admin();
  const name = topicNameOf(settings, topic);
  const groupId = `${settings.topicPrefix ?? ''}gongjiang.read-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, allowAutoTopicCreation: false });
  try {
    await admin.connect();
    if (!(await admin.listTopics()).includes(name)) throw new NothingToTail();
    const ends = await endsOf(admin, name);
    const starts = since ? await startsSince(admin, name, since, ends) : new Map<number, string>();
    if (ends.size > 0) await readUpTo(consumer, { topic: name, starts, ends }, onEvent);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // An empty group is forgotten by the broker in time.
    await admin.disconnect();
  }
}

/** Where the reading of each partition begins; one that has nothing since then has nothing to read. */
async function startsSince(admin: Pick<Admin, 'fetchTopicOffsetsByTimestamp'>, topic: string, since: Date, ends: Map<number, bigint>): Promise<Map<number, string>> {
  const starts = new Map((await admin.fetchTopicOffsetsByTimestamp(topic, since.getTime())).map(({ partition, offset }) => [partition, offset]));
  for (const [partition, end] of ends) if (BigInt(starts.get(partition) ?? '0') > end) ends.delete(partition);
  return starts;
}

interface Stretch {
  readonly topic: string;
  readonly starts: ReadonlyMap<number, string>;
  /** The last offsets that are still to be read. */
  readonly ends: Map<number, bigint>;
}

async function readUpTo(consumer: Consumer, { topic, starts, ends }: Stretch, onEvent: (read: Result<CloudEvent, EventRefusal>) => void): Promise<void> {
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
      for (const partition of ends.keys()) if (starts.has(partition)) consumer.seek({ topic, partition, offset: starts.get(partition) as string });
    });
  } finally {
    clearTimeout(silence);
  }
}
