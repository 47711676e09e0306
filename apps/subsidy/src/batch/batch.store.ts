import type { CityCode, Day, Month, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { Batch, BatchStatus } from './batch.js';
import type { BatchEvent } from './batch.event.js';

/** A change in the life of a batch: what happened, by whom, on which business day and at which moment. */
export interface BatchChange {
  readonly kind: BatchEvent['kind'] | 'opened';
  readonly actor: string;
  readonly on: Day;
  readonly at: Date;
  /** Why it went back to the handler, or was cancelled: said by whoever did it. */
  readonly reason?: string;
}

/** A batch as it is kept: with its version, for who changes it, and its history, for who asks. */
export interface KeptBatch {
  readonly batch: Batch;
  readonly version: number;
  readonly changes: readonly BatchChange[];
}

export abstract class BatchStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptBatch | undefined>;
  /** Saves a batch that was loaded at `version` (0 for a new one), with the change that made it. */
  abstract save(batch: Batch, version: number, change: BatchChange, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  abstract inStatus(statuses: readonly BatchStatus[]): Promise<readonly KeptBatch[]>;
  /** The batches in one of the statuses, each as its id and version: another text once it has changed. */
  abstract versionsIn(statuses: readonly BatchStatus[]): Promise<readonly string[]>;
  abstract ofProgramme(city: CityCode, programme: string, period: Month): Promise<readonly KeptBatch[]>;
  /** The batches of a programme that were approved: what they decided holds. */
  abstract approvedOf(city: CityCode, programme: string): Promise<readonly string[]>;
  abstract ofCity(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptBatch[]>;
}
