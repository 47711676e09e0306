import type { Redis } from 'ioredis';

/** Commands that this benchmark asks itself. */
const OWN = /^cmdstat_(info|scan|memory|client|config|ping|hello|auth|select)/;
const KEYS_A_LOOK = 1_000;

/** What the server has been asked for so far, without what looks on. */
export async function redisCommands(redis: Redis): Promise<number> {
  const lines = (await redis.info('commandstats')).split('\r\n').filter((line) => line.startsWith('cmdstat_') && !OWN.test(line));
  return lines.reduce((sum, line) => sum + Number(/calls=(\d+)/.exec(line)?.[1] ?? 0), 0);
}

/** What all keys under a prefix take, in bytes. */
export async function redisBytes(redis: Redis, prefix: string): Promise<number> {
  let [cursor, bytes] = ['0', 0];
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', KEYS_A_LOOK);
    const sizes = await redis.pipeline(keys.map((key) => ['memory', 'usage', key])).exec();
    bytes += (sizes ?? []).reduce((sum, [, size]) => sum + Number(size ?? 0), 0);
    cursor = next;
  } while (cursor !== '0');
  return bytes;
}
