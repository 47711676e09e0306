import type { CityCode } from '@gongjiang/kernel';

/** The kinds of work that the queues carry. A job names its work and holds nothing else: all truth is in the database. */
export const JOB_KINDS = ['plan-population', 'calculate-chunk', 'list-chunk', 'disburse-chunk', 'cancel-rest', 'read-statements'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** What a job names: a batch, a chunk, or a city's account (by the city). */
export interface Job {
  readonly kind: JobKind;
  readonly city: CityCode;
  readonly object: string;
}

/** The same work has the same id: what waits already is not added again. */
export function jobIdOf(job: Job): string {
  return `${job.kind}/${job.city}/${job.object}`;
}

/** A wake-up for work that stands in the database. It may be lost at any moment, and a job may come twice. */
export abstract class WorkQueue {
  abstract add(jobs: readonly Job[]): Promise<void>;
}

/** Does the work of one kind. Safe to run twice; throws where it must be tried again. */
export type JobHandler = (job: Job) => Promise<void>;
