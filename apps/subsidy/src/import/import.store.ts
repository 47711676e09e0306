import type { CityCode } from '@gongjiang/kernel';
import type { RefusedRow } from './mend.columns.js';
import type { FileRefusalCode, MendNote, ReadAs, RosterReport } from './roster.js';

/** Who hands a file in, and from where. */
export interface HandedInBy {
  readonly actor: string;
  readonly source: string;
}

/** A file as it is taken in. */
export interface ImportBegun {
  readonly id: string;
  readonly city: CityCode;
  /** The kind of roster. */
  readonly kind: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
  readonly by: HandedInBy;
  /** The file's columns, in their order, without those that we added for mending. */
  readonly columns: readonly string[];
  readonly read: ReadAs;
  /** Until when its refused rows are kept. */
  readonly mendUntil: Date;
}

/** A file that was refused whole. */
export interface FileRefused {
  readonly city: CityCode;
  readonly kind: string;
  /** Empty where the file did not arrive as a whole. */
  readonly digest: string;
  readonly by: HandedInBy;
  readonly code: FileRefusalCode;
}

/** What is shown of an import in a list. */
export interface ImportSummary {
  readonly id: string;
  readonly kind: string;
  /** When it was begun. */
  readonly at: Date;
  readonly read: ReadAs;
  /** Null while it is under way, and where it was interrupted: handed in again it goes to its end. */
  readonly counts: Pick<RosterReport, 'rows' | 'taken' | 'unchanged' | 'refused'> | null;
  readonly mend: MendNote | null;
}

/** The file to mend, as it is kept. */
export interface MendFile {
  readonly columns: readonly string[];
  readonly read: ReadAs;
  /** In the order of their lines. */
  rows(): AsyncIterable<readonly RefusedRow[]>;
}

/** The files that were taken in, by the digest of their bytes, with their reports and their refused rows. Each change is one write with its audit entry. */
export abstract class ImportStore {
  /** The report of a file that was taken in to its end; undefined where it never was. */
  abstract find(city: CityCode, id: string): Promise<RosterReport | undefined>;
  /** Begins, or begins anew what was interrupted: refused rows of an earlier try are gone. */
  abstract begin(file: Omit<ImportBegun, 'mendUntil'>): Promise<ImportBegun>;
  /** Keeps refused rows, sealed, as far as the limit goes. Answers how many it kept. */
  abstract refuseRows(begun: ImportBegun, rows: readonly RefusedRow[]): Promise<number>;
  /** Ends it with its report. Answers the report that stands: that of another process, where it came first. */
  abstract finish(begun: ImportBegun, report: RosterReport): Promise<RosterReport>;
  abstract refuseFile(refused: FileRefused): Promise<void>;
  abstract page(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly ImportSummary[]>;
  /** The file to mend; undefined where there is none, or none any more. That it was asked for is on record before it is given. */
  abstract mendFile(city: CityCode, id: string, by: HandedInBy): Promise<MendFile | undefined>;
}

/** How long refused rows are kept: until the month after has been paid. Then the file itself is handed in again. */
export const MEND_DAYS = 30;
/** Refused rows that are kept of one file: what a person can mend, and what a spreadsheet opens. The others are counted. */
export const MAX_MEND_ROWS = 100_000;
