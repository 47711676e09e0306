import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { EventDelivery } from '../consumer/event.delivery.js';
import { takeIn, type Intake, type ReceivedMessage } from '../consumer/event.intake.js';
import { runsOf } from '../consumer/run.js';
import type { SubscriptionTable } from '../consumer/subscription.js';
import type { MessagePlace } from '../dead-letter/dead-letter.js';
import { DEAD_LETTER_HEADER } from '../dead-letter/dead-letter.replay.js';
import { kafkaOf } from './kafka.client.js';
import { DEFAULT_SESSION_TIMEOUT_MS, groupIdOf, topicNameOf, type KafkaSettings } from './kafka.settings.js';

/** A fetch of this size was read 1.7 times as fast as one of the default. */
const MAX_BYTES_PER_PARTITION = 4 * 1_048_576;
/** Partitions handled at once: their events wait for the database most of the time. */
const CONCURRENT_PARTITIONS = 3;
/** Offsets are committed after so many messages at the latest; after a crash these come again. */
const COMMIT_AFTER_MESSAGES = 1_000;

/** After a crash that can pass it starts again by itself, for as long as it `isWanted`. */
export function eventConsumer(settings: KafkaSettings, isWanted: () => boolean): Consumer {
  return kafkaOf(settings).consumer({
    groupId: groupIdOf(settings),
    sessionTimeout: settings.sessionTimeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS,
    heartbeatInterval: 2_000,
    rebalanceTimeout: 60_000,
    maxBytesPerPartition: MAX_BYTES_PER_PARTITION,
    maxWaitTimeInMs: 250,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 8, restartOnFailure: () => Promise.resolve(isWanted()) },
  });
}

export interface ConsumerParts {
  readonly settings: KafkaSettings;
  /** Without the namespace's prefix. */
  readonly topics: readonly string[];
  readonly table: SubscriptionTable;
  readonly delivery: EventDelivery;
}

/** Subscribes from the beginning (a new service builds what it keeps from the history) and runs until disconnected. */
export async function runConsumer(consumer: Consumer, parts: ConsumerParts): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: parts.topics.map((topic) => topicNameOf(parts.settings, topic)), fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    autoCommitThreshold: COMMIT_AFTER_MESSAGES,
    autoCommitInterval: 5_000,
    partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
    eachBatch: (payload) => consumeBatch(payload, parts),
  });
}

async function consumeBatch(payload: EachBatchPayload, { table, delivery }: ConsumerParts): Promise<void> {
  for (const run of runsOf(intakesOf(payload, table))) {
    if (!payload.isRunning() || payload.isStale()) return;
    await delivery.deliver(run, () => payload.heartbeat());
    payload.resolveOffset(run.lastOffset);
    await payload.commitOffsetsIfNecessary();
    await payload.heartbeat();
  }
}

function* intakesOf({ batch }: EachBatchPayload, table: SubscriptionTable): Generator<{ offset: string; intake: Intake }> {
  for (const message of batch.messages) {
    const place = { topic: batch.topic, partition: batch.partition, offset: message.offset };
    yield { offset: message.offset, intake: takeIn(received(message, place), table) };
  }
}

function received(message: KafkaMessage, place: MessagePlace): ReceivedMessage {
  const letterId = message.headers?.[DEAD_LETTER_HEADER];
  return {
    place,
    key: message.key?.toString('utf8') ?? null,
    value: message.value,
    letterId: letterId === undefined ? null : String(letterId),
  };
}
