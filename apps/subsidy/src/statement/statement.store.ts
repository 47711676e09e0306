import type { CityCode, Day } from '@gongjiang/kernel';
import type { BookedEntry, Mismatch } from './statement.matching.js';

/** How far an account's statements were read: the next day, and the page of it that comes next. */
export interface StatementProgress {
  readonly account: string;
  readonly nextDay: Day;
  readonly cursor: string | null;
}

/** A line of a statement that did not match: somebody must look at it. It is never put right by itself. */
export interface ReconciliationCase {
  readonly id: string;
  readonly city: CityCode;
  readonly account: string;
  readonly day: Day;
  readonly mismatch: Mismatch;
  readonly status: 'open';
}

export abstract class StatementStore {
  abstract progress(account: string): Promise<StatementProgress | undefined>;
  abstract saveProgress(progress: StatementProgress): Promise<void>;
  abstract openCases(cases: readonly ReconciliationCase[]): Promise<void>;
  /** Notes with each case of an account which of these entries take its booking back; answers the references of those that do. Safe to repeat. */
  abstract correct(account: string, entries: readonly BookedEntry[]): Promise<ReadonlySet<string>>;
  /** Which of these ids have a case that the bank has not corrected. */
  abstract withCase(account: string, endToEndIds: readonly string[]): Promise<ReadonlySet<string>>;
}
