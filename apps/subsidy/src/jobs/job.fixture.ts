import { jobIdOf, WorkQueue, type Job, type JobHandler, type JobKind } from './job.js';

type Handlers = Readonly<Record<JobKind, JobHandler>>;

/** A queue that remembers what waits in it, once each, and can be flushed. */
export class RememberingQueue extends WorkQueue {
  private readonly jobs = new Map<string, Job>();

  async add(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) if (!this.jobs.has(jobIdOf(job))) this.jobs.set(jobIdOf(job), job);
  }

  waiting(): readonly Job[] {
    return [...this.jobs.values()];
  }

  /** Does the job that has waited longest; until it is done it is still known, as in the real queue. */
  async workOnce(handlers: Handlers): Promise<void> {
    const [first] = this.jobs;
    if (!first) return;
    await handlers[first[1].kind](first[1]);
    this.jobs.delete(first[0]);
  }

  /** Does all that waits, and what comes of it. */
  async work(handlers: Handlers): Promise<void> {
    while (this.jobs.size > 0) await this.workOnce(handlers);
  }

  flush(): void {
    this.jobs.clear();
  }
}
