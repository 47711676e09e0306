import { randomUUID } from 'node:crypto';
import { stopOnSignals } from '@gongjiang/http';
import { createLogger } from '@gongjiang/observability';
import { Redis } from 'ioredis';
import { BatchDriver } from './driver/batch.driver.js';
import { readConfig } from './config.js';
import { BullQueue, BullWorkers } from './jobs/bullmq.queue.js';
import { choresOf } from './driver/driver.chores.js';
import { DriverLoop } from './driver/driver.loop.js';
import { jobHandlers } from './jobs/job.handlers.js';
import { assertLoseableRedis } from './jobs/redis.check.js';
import { subsidyParts } from './subsidy.parts.js';

/** The second entry point of the service: does the work on chunks and statements, and drives batches on. */
const config = readConfig(process.env);
const logger = createLogger({ service: 'subsidy-worker', level: config.GONGJIANG_LOG_LEVEL });
const parts = await subsidyParts(config);
const redis = new Redis(config.GONGJIANG_REDIS_URL, { maxRetriesPerRequest: null });
await assertLoseableRedis(redis);

const queue = new BullQueue({ redis, prefix: config.GONGJIANG_REDIS_PREFIX });
const driver = new BatchDriver(parts, parts.batchService, queue);
const workers = new BullWorkers({
  redis,
  prefix: config.GONGJIANG_REDIS_PREFIX,
  handlers: jobHandlers(parts, driver, { owner: randomUUID() }),
  chunksAtOnce: config.GONGJIANG_WORKER_CHUNKS_AT_ONCE,
  onFailure: (job, error) => logger.warn('A job failed; it will be tried again', { job, error }),
});
const loop = new DriverLoop(driver, {
  intervalMs: config.GONGJIANG_DRIVER_INTERVAL_MS,
  chores: choresOf(parts, queue),
  onRefusal: (refusal) => logger.error('A batch cannot go on by itself', { refusal }),
  onError: (error) => logger.warn('The driver could not look; it will look again', { error }),
});
loop.start();
process.stdout.write('ready\n');

async function close(): Promise<void> {
  await loop.stop();
  await workers.close();
  await queue.close();
  redis.disconnect();
  await parts.connection.close();
}
stopOnSignals({ close });
