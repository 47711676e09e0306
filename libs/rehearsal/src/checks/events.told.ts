import { topicsOf, type CloudEvent } from '@gongjiang/contracts';
import { readTopic } from '@gongjiang/messaging';
import { kafkaFor } from '../platform/platform.kafka.js';
import type { Platform } from '../platform/platform.js';

/** Every event of the subsidy service as it lies in its topics now; one that nobody can read is an error. */
export async function eventsTold(platform: Platform): Promise<readonly CloudEvent[]> {
  const kafka = kafkaFor('onlooker', platform);
  const lists = await Promise.all(TOPICS.map(async (topic) => {
    const events: CloudEvent[] = [];
    await readTopic(kafka, topic, (read) => {
      if (!read.ok) throw new Error(`${topic} holds what nobody can read: ${JSON.stringify(read.refusal)}`);
      events.push(read.value);
    });
    return events;
  }));
  return lists.flat();
}

/** Those of payments and batches: what is counted. */
const TOPICS = topicsOf('subsidy').filter((topic) => /\.(payment|batch)$/.test(topic));
