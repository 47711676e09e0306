import { Queue, Worker, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { JOB_KINDS, jobIdOf, WorkQueue, type Job, type JobHandler, type JobKind } from './job.js';

/** A worker whose lock ran out is taken for dead and its job given to another: seconds, so that a kill costs no more. */
const LOCK_MS = 6_000;
const LOOK_FOR_STALLED_MS = 2_000;
/** A stalled job is work that a dead worker held: it may stall as often as workers die. */
const MAX_STALLED = 1_000;

/** A few tries close together; after them the driver puts the work on the queue again, for as long as it is not done. */
const JOB_OPTIONS: JobsOptions = { attempts: 4, backoff: { type: 'exponential', delay: 250, jitter: 0.5 }, removeOnComplete: true, removeOnFail: true };

/** Work on chunks, and on the statements of one account each; the other kinds are rare, and done one at a time. */
const SIDE_BY_SIDE: ReadonlySet<JobKind> = new Set(['calculate-chunk', 'list-chunk', 'disburse-chunk', 'read-statements']);

export interface QueueSettings {
  readonly redis: Redis;
  readonly prefix: string;
}

/** The queues in Redis, one a kind of job. Redis keeps a few hundred bytes a chunk, and nothing of a person. */
export class BullQueue extends WorkQueue {
  private readonly queues: ReadonlyMap<JobKind, Queue<Job>>;

  private readonly redis: Redis;

  constructor({ redis, prefix }: QueueSettings) {
    super();
    this.redis = redis;
    this.queues = new Map(JOB_KINDS.map((kind) => [kind, new Queue<Job>(kind, { connection: redis, prefix })]));
  }

  async add(jobs: readonly Job[]): Promise<void> {
    for (const [kind, queue] of this.queues) {
      const own = await this.notThere(queue, jobs.filter((job) => job.kind === kind));
      if (own.length > 0) await queue.addBulk(own.map((job) => ({ name: kind, data: job, opts: { ...JOB_OPTIONS, jobId: jobIdOf(job) } })));
    }
  }

  /** The driver names all that is not done at each of its looks: to ask whether it waits already takes a twentieth of adding it in vain. */
  private async notThere(queue: Queue<Job>, jobs: readonly Job[]): Promise<readonly Job[]> {
    if (jobs.length === 0) return jobs;
    const asked = jobs.reduce((pipeline, job) => pipeline.exists(queue.toKey(jobIdOf(job))), this.redis.pipeline());
    const there = await asked.exec();
    return jobs.filter((_job, at) => there?.[at]?.[1] !== 1);
  }

  async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
  }
}

export interface WorkerSettings extends QueueSettings {
  readonly handlers: Readonly<Record<JobKind, JobHandler>>;
  /** Chunks, and accounts' statements, worked on at once by this process. */
  readonly chunksAtOnce: number;
  readonly onFailure: (job: Job | undefined, error: Error) => void;
}

/** Takes jobs off the queues and does them. Every kind has exactly one handler: the type says so. */
export class BullWorkers {
  private readonly workers: readonly Worker<Job>[];

  constructor({ redis, prefix, handlers, chunksAtOnce, onFailure }: WorkerSettings) {
    this.workers = JOB_KINDS.map((kind) => {
      const worker = new Worker<Job>(kind, (job) => handlers[kind](job.data), {
        connection: redis, prefix, lockDuration: LOCK_MS, stalledInterval: LOOK_FOR_STALLED_MS, maxStalledCount: MAX_STALLED,
        concurrency: SIDE_BY_SIDE.has(kind) ? chunksAtOnce : 1,
      });
      worker.on('failed', (job, error) => onFailure(job?.data, error));
      worker.on('error', (error) => onFailure(undefined, error));
      return worker;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
