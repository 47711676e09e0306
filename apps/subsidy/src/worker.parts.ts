import { randomUUID } from 'node:crypto';
import { kafkaSettingsOf } from '@gongjiang/messaging';
import { createLogger } from '@gongjiang/observability';
import { Redis } from 'ioredis';
import { BatchDriver } from './driver/batch.driver.js';
import type { SubsidyConfig } from './config.js';
import { BullQueue, BullWorkers } from './jobs/bullmq.queue.js';
import { choresOf } from './driver/driver.chores.js';
import { DriverLoop } from './driver/driver.loop.js';
import { signsOf } from './driver/driver.signs.js';
import { jobHandlers, type WorkSettings } from './jobs/job.handlers.js';
import { assertLoseableRedis } from './jobs/redis.check.js';
import { restoreWatch } from './restore/watch.parts.js';
import { Repeat } from './shared/repeat.loop.js';
import type { SubsidyParts } from './subsidy.parts.js';

/** Who stands around the steps of the work: nobody, but where faults are tried. */
export type WorkSteps = Partial<Pick<WorkSettings, 'owner' | 'step' | 'noticeStep' | 'cancellationStep'>>;

/** Does the work on chunks and statements, and drives batches on, until it is closed. */
export async function openWorker(config: SubsidyConfig, unwatched: SubsidyParts, steps: WorkSteps = {}): Promise<{ close(): Promise<void> }> {
  const logger = createLogger({ service: 'subsidy-worker', level: config.GONGJIANG_LOG_LEVEL });
  const kafka = kafkaSettingsOf(config, 'subsidy-worker', (line) => logger.warn(line));
  const watch = restoreWatch(unwatched, kafka, (witness, detail) => logger.error('The data are older than what has left: nothing is paid until the bank was asked', { witness, detail }));
  const parts = { ...unwatched, sendingGate: unwatched.sendingGate.doubtedBy(watch) };
  const redis = new Redis(config.GONGJIANG_REDIS_URL, { maxRetriesPerRequest: null });
  await assertLoseableRedis(redis);

  const queue = new BullQueue({ redis, prefix: config.GONGJIANG_REDIS_PREFIX });
  const driver = new BatchDriver(parts, parts.batchService, queue, steps.noticeStep);
  const workers = new BullWorkers({
    redis,
    prefix: config.GONGJIANG_REDIS_PREFIX,
    handlers: jobHandlers(parts, driver, { owner: randomUUID(), ...steps }),
    chunksAtOnce: config.GONGJIANG_WORKER_CHUNKS_AT_ONCE,
    onFailure: (job, error) => logger.warn('A job failed; it will be tried again', { job, error }),
  });
  const loop = new DriverLoop(driver, {
    intervalMs: config.GONGJIANG_DRIVER_INTERVAL_MS,
    signs: signsOf(parts),
    chores: choresOf(parts, queue),
    onRefusal: (refusal) => logger.error('A batch cannot go on by itself', { refusal }),
    onError: (error) => logger.warn('The driver could not look; it will look again', { error }),
  });
  // On its own: where Kafka does not answer, nothing is sent, and everything else goes on.
  const watching = new Repeat(() => watch.look(), {
    intervalMs: config.GONGJIANG_DRIVER_INTERVAL_MS,
    onError: (error) => logger.warn('What went out cannot be compared with the data: nothing is sent until it was', { error }),
  });
  watching.start();
  loop.start();

  const close = async (): Promise<void> => {
    await watching.stop();
    await loop.stop();
    await workers.close();
    await queue.close();
    redis.disconnect();
    await parts.connection.close();
  };
  return { close };
}
