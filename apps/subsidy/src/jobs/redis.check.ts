import type { Redis } from 'ioredis';

/** A Redis that throws away keys to make room would throw away jobs: the start stops there, with the mend. */
export async function assertLoseableRedis(redis: Redis): Promise<void> {
  const [, policy] = (await redis.config('GET', 'maxmemory-policy')) as [string, string];
  if (policy !== 'noeviction') throw new Error(`Redis evicts keys (maxmemory-policy ${policy}): set it to noeviction`);
}
