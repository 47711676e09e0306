import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import type { VersionConflict } from '@gongjiang/persistence';
import type { FundChange, FundChangeStatus } from './fund-change.js';

/** A change with its version, for who decides on it. */
export interface KeptFundChange {
  readonly change: FundChange;
  readonly version: number;
}

export abstract class FundChangeStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptFundChange | undefined>;
  /** Saves a change that was loaded at `version` (0 for a new one). */
  abstract save(change: FundChange, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  /** How many changes a fund-year has had, and how many of them wait. */
  abstract count(fund: FundYear, transaction: Transaction): Promise<{ readonly all: number; readonly proposed: number }>;
  abstract ofCity(city: CityCode, query: { readonly status: FundChangeStatus | null; readonly after: string | null; readonly limit: number }): Promise<readonly KeptFundChange[]>;
  /** Changes that somebody confirmed and that are not brought about yet, of all cities. */
  abstract confirmed(limit: number): Promise<readonly KeptFundChange[]>;
}
