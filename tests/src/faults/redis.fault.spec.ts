import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { closeStages, sharedServers } from '../stage/stage.js';
import { faultsAfter, goesOnAfter } from './faulty.month.js';
import { stopFilesGrowing } from './process.limits.js';

let servers: RunningServers;

beforeAll(async () => {
  const { mongoUrl, kafkaBrokers } = sharedServers();
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: mongoUrl, kafka: kafkaBrokers } });
});
afterEach(async () => {
  if (servers.servers.redis.pid === undefined) await servers.servers.redis.restart();
  await closeStages();
});
afterAll(async () => { await servers?.stop(); });

async function withRedis<Value>(use: (redis: Redis) => Promise<Value>): Promise<Value> {
  const redis = new Redis(servers.redisUrl);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** The half that was written last is gone. */
async function cutFile(folder: string): Promise<void> {
  const appended = join(folder, 'appendonlydir');
  const [file = ''] = (await readdir(appended)).filter((name) => name.endsWith('.incr.aof'));
  await truncate(join(appended, file), Math.floor((await stat(join(appended, file))).size / 2));
}

const folder = (): Promise<string> => withRedis(async (redis) => ((await redis.config('GET', 'dir')) as [string, string])[1]);

describe('Redis: a month ends in order when', () => {
  it('it is killed in the middle of calculation, and in the middle of payment loses half of its file too', async () => {
    const { redis } = servers.servers;
    expect(await faultsAfter('redis: kill -9, file cut', {
      servers,
      inCalculation: async (stage) => {
        await redis.kill('SIGKILL');
        return { calculationGoesOnS: await goesOnAfter(stage, () => redis.restart()) };
      },
      inPayment: async (stage) => {
        const place = await folder();
        await redis.kill('SIGKILL');
        await cutFile(place);
        return { paymentGoesOnS: await goesOnAfter(stage, () => redis.restart()) };
      },
    })).toEqual([]);
  });

  it('its memory is full for ten seconds in calculation; in payment it is away as long, and comes back with nothing', async () => {
    const { redis } = servers.servers;
    expect(await faultsAfter('redis: memory full for 10 s; away for 10 s, then empty', {
      servers,
      inCalculation: async (stage) => {
        await withRedis((client) => client.config('SET', 'maxmemory', '1'));
        await pause(10_000);
        return { fullGoesOnS: await goesOnAfter(stage, () => withRedis((client) => client.config('SET', 'maxmemory', '0'))) };
      },
      inPayment: async (stage) => {
        await redis.kill('SIGKILL');
        await pause(10_000);
        return { emptyGoesOnS: await goesOnAfter(stage, async () => { await redis.restart(); await withRedis((client) => client.flushall()); }) };
      },
    })).toEqual([]);
  });

  it('its file cannot grow any more', async () => {
    const { redis } = servers.servers;
    expect(await faultsAfter('redis: disk full', { servers, inPayment: async (stage) => {
      await stopFilesGrowing(redis.pid);
      await pause(5_000);
      return { goesOnS: await goesOnAfter(stage, () => redis.restart()) };
    } })).toEqual([]);
  });
});
