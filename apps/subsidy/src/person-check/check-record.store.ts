import type { CityCode, Month, PersonToken } from '@gongjiang/kernel';
import type { Checked } from './person-check.js';

/** What the checks of one person and month came to. */
export interface CheckRecord {
  readonly person: PersonToken;
  readonly month: Month;
  readonly checks: readonly Checked[];
}

/** Keeps what the decisions of a chunk rest on: once and for all, before they are made. */
export abstract class CheckRecordStore {
  /** Keeps the records; where some are kept already, those hold, and they are what comes back. */
  abstract keep(city: CityCode, chunkId: string, records: readonly CheckRecord[]): Promise<readonly CheckRecord[]>;
  abstract find(city: CityCode, chunkId: string): Promise<readonly CheckRecord[] | undefined>;
}
