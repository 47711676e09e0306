import { randomUUID } from 'node:crypto';
import { parseEvent, type CloudEvent, type EventRefusal } from '@gongjiang/contracts';
import type { Result } from '@gongjiang/kernel';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { MessagePlace } from '../dead-letter/dead-letter.js';
import { kafkaOf } from './kafka.client.js';
import { topicNameOf, type KafkaSettings } from './kafka.settings.js';

/** A message as an onlooker sees it, also one that nobody can read. */
export interface SeenMessage {
  readonly place: MessagePlace;
  readonly read: Result<CloudEvent, EventRefusal>;
}

export interface TailOptions {
  /** Without the namespace's prefix; those that are not there yet are left out. */
  readonly topics: readonly string[];
  readonly fromBeginning: boolean;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** None of the topics is there yet: no service has run on this cluster. */
export class NothingToTail extends Error {
  override readonly name = 'NothingToTail';
}

/** Shows what goes by, without taking anything from those who consume: its group is its own and goes with it. */
export async function tailEvents(settings: KafkaSettings, options: TailOptions, onMessage: (message: SeenMessage) => void): Promise<void> {
  const kafka = kafkaOf(settings);
  const admin = kafka.admin();
  await admin.connect();
  const groupId = `${settings.topicPrefix ?? ''}gongjiang.tail-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250, allowAutoTopicCreation: false });
  try {
    const there = new Set(await admin.listTopics());
    const topics = options.topics.map((topic) => topicNameOf(settings, topic)).filter((topic) => there.has(topic));
    if (topics.length === 0) throw new NothingToTail();
    await watch(consumer, topics, options, onMessage);
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined); // An empty group is forgotten by the broker in time.
    await admin.disconnect();
  }
}

async function watch(consumer: Consumer, topics: string[], { fromBeginning, signal }: TailOptions, onMessage: (message: SeenMessage) => void): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => onMessage(seen(message, { topic, partition, offset: message.offset })),
  });
  if (signal.aborted) return;
  await new Promise<void>((resolve) => { signal.addEventListener('abort', () => resolve(), { once: true }); });
}

function seen(message: KafkaMessage, place: MessagePlace): SeenMessage {
  return { place, read: parseEvent(message.value) };
}
