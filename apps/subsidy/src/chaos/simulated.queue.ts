import type { SimulatedProcess, Turnstile } from '@gongjiang/simulation';
import { jobIdOf, WorkQueue, type Job } from '../jobs/job.js';

interface Waiting {
  readonly job: Job;
  notBeforeMs: number;
  tries: number;
  heldBy: SimulatedProcess | null;
}

/** As the real queues have it: a few tries close together, then the job is gone until somebody puts it there again. */
const MOST_TRIES = 4;
const BACKOFF_MS = 250;
/** A worker that is silent for this long is taken for dead, and its job given to another. */
const STALLED_AFTER_MS = 8_000;

/** What Redis holds: it may be lost at any moment. */
export class QueueContents {
  private jobs = new Map<string, Waiting>();
  awayUntilMs = 0;

  constructor(private readonly nowMs: () => number) {}

  flush(): void {
    this.jobs = new Map();
  }

  add(jobs: readonly Job[]): void {
    this.requireThere();
    for (const job of jobs) if (!this.jobs.has(jobIdOf(job))) this.jobs.set(jobIdOf(job), { job, notBeforeMs: 0, tries: 0, heldBy: null });
  }

  take(process: SimulatedProcess): Waiting | undefined {
    this.requireThere();
    const now = this.nowMs();
    for (const waiting of this.jobs.values()) {
      const isStalled = waiting.heldBy !== null && (waiting.heldBy.isDead || waiting.heldBy.frozenUntilMs > now) && waiting.notBeforeMs + STALLED_AFTER_MS <= now;
      if (waiting.notBeforeMs > now || (waiting.heldBy !== null && !isStalled)) continue;
      Object.assign(waiting, { heldBy: process, notBeforeMs: now });
      return waiting;
    }
    return undefined;
  }

  /** Only who holds a job ends it: one that was given to another is the other's. */
  done(waiting: Waiting, process: SimulatedProcess): void {
    if (waiting.heldBy === process && this.jobs.get(jobIdOf(waiting.job)) === waiting) this.jobs.delete(jobIdOf(waiting.job));
  }

  failed(waiting: Waiting, process: SimulatedProcess): void {
    if (waiting.heldBy !== process) return;
    waiting.tries += 1;
    if (waiting.tries >= MOST_TRIES) this.done(waiting, process);
    else Object.assign(waiting, { heldBy: null, notBeforeMs: this.nowMs() + BACKOFF_MS * 2 ** waiting.tries });
  }

  private requireThere(): void {
    if (this.awayUntilMs > this.nowMs()) throw new QueueAway('The queue is away');
  }
}

export class QueueAway extends Error {}

/** One process's way to the queue. */
export class SimulatedQueue extends WorkQueue {
  constructor(private readonly contents: QueueContents, private readonly process: SimulatedProcess, private readonly turnstile: Turnstile) {
    super();
  }

  async add(jobs: readonly Job[]): Promise<void> {
    await this.turnstile.enter('queue.add');
    this.contents.add(jobs);
    await this.turnstile.leave('queue.add');
  }

  /** Takes a job and does it; false where none waits. */
  async work(run: (job: Job) => Promise<void>): Promise<boolean> {
    await this.turnstile.enter('queue.take');
    const taken = this.contents.take(this.process);
    if (!taken) return false;
    try {
      await run(taken.job);
    } catch (error) {
      this.contents.failed(taken, this.process);
      throw error;
    }
    this.contents.done(taken, this.process);
    return true;
  }
}
