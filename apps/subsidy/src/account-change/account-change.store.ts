import type { CityCode, Day, PersonToken, Result, Transaction } from '@gongjiang/kernel';
import type { VersionConflict } from '@gongjiang/persistence';
import type { AccountChange } from './account-change.js';

export interface KeptAccountChange {
  readonly change: AccountChange;
  readonly version: number;
}

export abstract class AccountChangeStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptAccountChange | undefined>;
  /** Saves a change that was loaded at `version` (0 for a new one). A payee has one open change at a time: a second one conflicts. */
  abstract save(change: AccountChange, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>>;
  abstract openOf(city: CityCode, person: PersonToken, transaction?: Transaction): Promise<KeptAccountChange | undefined>;
  /** Changes whose cooling time was over before this day. */
  abstract cooled(city: CityCode, before: Day, limit: number): Promise<readonly KeptAccountChange[]>;
  abstract page(city: CityCode, query: { readonly status: AccountChange['status'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly KeptAccountChange[]>;
}
