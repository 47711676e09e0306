import type { CityCode, Day, Transaction } from '@gongjiang/kernel';
import type { Case } from './case.js';

/** Where a list of cases goes on: the oldest come first. */
export interface CasePosition {
  readonly day: Day;
  readonly id: string;
}

export abstract class CaseStore {
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<Case | undefined>;
  /** Changes a case that is as it was loaded; false where another was first. */
  abstract change(before: Case, after: Case, transaction: Transaction): Promise<boolean>;
  abstract page(city: CityCode, query: { readonly status: Case['status'] | null; readonly after: CasePosition | null; readonly limit: number }): Promise<readonly Case[]>;
}
