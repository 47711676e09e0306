import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';

/** A leader is elected within moments; kafkajs asks only once for where a topic ends. */
const ATTEMPTS = 20;
const WAIT_MS = 250;

/** The last offset of each partition that holds anything. Waits while a partition has no leader: right after it was made, and after a broker was lost. */
export async function endsOf(admin: Pick<Admin, 'fetchTopicOffsets'>, topic: string, waitMs: number = WAIT_MS): Promise<Map<number, bigint>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const offsets = await admin.fetchTopicOffsets(topic);
      return new Map(offsets.filter(({ low, high }) => BigInt(high) > BigInt(low)).map(({ partition, high }) => [partition, BigInt(high) - 1n]));
    } catch (error) {
      if (!isRetriable(error) || attempt === ATTEMPTS) throw error;
      await delay(waitMs);
    }
  }
}

/** What kafkajs says of its errors; their classes cannot be imported by name from an ES module. */
function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}
