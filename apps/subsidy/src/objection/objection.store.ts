import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { LineHold } from './line-hold.js';
import type { Objection } from './objection.js';

export interface KeptObjection {
  readonly objection: Objection;
  readonly version: number;
}
export interface KeptHold {
  readonly hold: LineHold;
  readonly version: number;
}

/** Where the last page of a work list ended. */
export interface ObjectionPosition {
  readonly at: string;
  readonly id: string;
}

/** Keeps objections, and what they hold. Text, contact and reason are sealed. */
export abstract class ObjectionStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptObjection | undefined>;
  abstract save(objection: Objection, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** The oldest first: who waits longest is next. */
  abstract page(city: CityCode, query: { readonly status: Objection['status'] | null; readonly after: ObjectionPosition | null; readonly limit: number }): Promise<readonly KeptObjection[]>;
  abstract countOf(noticeId: string): Promise<number>;
  /** True where this person decided an objection to a line of the batch. */
  abstract hasDecided(batchId: string, actor: string, transaction: Transaction): Promise<boolean>;

  abstract hold(id: string, transaction: Transaction): Promise<KeptHold | undefined>;
  abstract saveHold(hold: LineHold, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  abstract holdsOf(batchId: string, transaction: Transaction): Promise<readonly KeptHold[]>;
}
