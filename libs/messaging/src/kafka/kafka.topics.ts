import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { kafkaOf } from './kafka.client.js';
import { DEFAULT_PARTITIONS, topicNameOf, type KafkaSettings } from './kafka.settings.js';

/** A cluster spreads a new topic within a second or two, and a laden machine takes longer. */
const KNOWN_WITHIN_MS = 30_000;
const EVERY_MS = 100;

/**
 * Creates the topics that are missing; those that exist are left as they are. Events are kept for ever unless the
 * city's cluster says otherwise: profiles are rebuilt from them. Throws in one sentence where no broker answers.
 */
export async function ensureTopics(settings: KafkaSettings, topics: readonly string[]): Promise<void> {
  const admin = kafkaOf(settings).admin();
  try {
    await admin.connect();
    const names = topics.map((topic) => topicNameOf(settings, topic));
    await createMissing(admin, settings, names);
    await untilKnown(admin, names);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Kafka at ${settings.brokers.join(', ')} could not make the topics ready (${reason.trim()}): start it, or mend GONGJIANG_KAFKA_BROKERS and, beside it, how it is reached (GONGJIANG_KAFKA_TLS, GONGJIANG_KAFKA_USER)`, { cause });
  } finally {
    await admin.disconnect();
  }
}

async function createMissing(admin: Admin, settings: KafkaSettings, names: readonly string[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = names.filter((name) => !existing.has(name));
  if (missing.length === 0) return;
  const replicationFactor = settings.replicationFactor ?? 1;
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: settings.partitions ?? DEFAULT_PARTITIONS,
      replicationFactor,
      configEntries: [
        { name: 'retention.ms', value: '-1' },
        // Whatever a foreign producer packs with: kafkajs stops for good at a codec that it lacks.
        { name: 'compression.type', value: 'uncompressed' },
        { name: 'unclean.leader.election.enable', value: 'false' },
        { name: 'min.insync.replicas', value: replicationFactor >= 3 ? '2' : '1' },
      ],
    })),
  });
}

/** Waits until every topic has its leaders. The client's own waiting gives up while the cluster still spreads the news. */
async function untilKnown(admin: Admin, names: readonly string[]): Promise<void> {
  const deadline = performance.now() + KNOWN_WITHIN_MS;
  for (;;) {
    const failure = await admin.fetchTopicMetadata({ topics: [...names] }).then(({ topics }) => topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0)) ? undefined : new Error('a topic has no leader yet'), (error: unknown) => error);
    if (failure === undefined) return;
    if (performance.now() > deadline) throw failure;
    await pause(EVERY_MS);
  }
}
