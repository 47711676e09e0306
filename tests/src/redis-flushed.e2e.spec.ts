import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { faultsOfMonth, type MonthResult } from '@gongjiang/rehearsal';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { eventually } from '@gongjiang/testing';
import { runDisturbedMonth } from './stage/disturbed.month.js';
import { chunksByPhase, isCalculating } from './stage/progress.js';
import { closeStages, openStage, sharedServers, type Stage } from './stage/stage.js';

const PERSONS = 600;
/** A dozen chunks and more, one at a time: a middle that is met. */
const WORKER = { GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', GONGJIANG_WORKER_LINES_A_CHUNK: '50' };

let servers: RunningServers;
let stage: Stage;
let result: MonthResult;
const seen = { jobsLost: 0, atFlush: {} as Readonly<Record<string, number>> };

beforeAll(async () => {
  const { mongoUrl, kafkaBrokers } = sharedServers();
  // A Redis of its own: what is flushed must be nobody else's.
  servers = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: mongoUrl, kafka: kafkaBrokers } });
  stage = await openStage({ persons: PERSONS, servers, environment: WORKER });
  result = await runDisturbedMonth(stage, async () => {
    await eventually(async () => isCalculating(await chunksByPhase(stage)), { everyMs: 10 });
    await flush();
  });
});
afterAll(async () => {
  await closeStages();
  await servers?.stop();
});

/** Forgets every job, between two looks at what is done: the worker holds still meanwhile. */
async function flush(): Promise<void> {
  const [worker] = stage.platform.workers;
  const redis = new Redis(servers.redisUrl);
  try {
    await worker?.kill('SIGSTOP');
    seen.jobsLost = (await redis.keys('*calculate-chunk*')).length;
    await redis.flushall();
    seen.atFlush = await chunksByPhase(stage);
  } finally {
    await worker?.kill('SIGCONT');
    redis.disconnect();
  }
}

describe('when Redis forgets everything in the middle of calculation', () => {
  it('jobs are lost, and chunks are left that nobody was told of', () => {
    expect(seen.jobsLost).toBeGreaterThan(0);
    expect(isCalculating(seen.atFlush)).toBe(true);
  });

  it('the chunks are found again by themselves, and the month closes with no line lost or doubled, and the books in order', async () => {
    expect(await faultsOfMonth(stage, result)).toEqual([]);
  });
});
