/** Limits of a roster file. Beyond them it cannot be read as rows, and is refused whole. */
export const ROSTER_LIMITS = {
  /** A million rows of some 200 bytes, and room. */
  maxBytes: 512 * 1024 * 1024,
  maxRows: 2_000_000,
  /** A row of ours has ten; a file with hundreds is no roster. */
  maxColumns: 60,
  /** Ten cells of a thousand characters, and room; a quote that is never closed ends here. */
  maxRowCharacters: 16_384,
  /** Problems listed in the report; the rest are counted. */
  maxProblems: 10_000,
  /** Files taken in at once by one process: each may fill the disk with twice its size, and they share two processors. */
  maxAtOnce: 8,
} as const;

/** One row of a roster, with the line on which it begins (the header is line 1; in a workbook, the number of the row). */
export interface RosterRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Their wording is in `roster.wording.ts`, complete by type. */
export const ROSTER_PROBLEMS = [
  'roster.empty', 'roster.too-long', 'roster.control-character', 'roster.identity-number', 'roster.bank-account', 'roster.credit-code', 'roster.no-day',
  'roster.no-month', 'roster.no-number', 'roster.no-amount', 'roster.yes-no', 'roster.not-named', 'roster.ends-before-start', 'roster.repeated',
  'roster.person-unknown', 'roster.claimed-otherwise', 'roster.no-year', 'roster.not-past', 'roster.payee-kind', 'roster.due-known', 'roster.account-not-own', 'roster.account-changing', 'roster.unfit',
  'roster.formula', 'roster.number-imprecise', 'roster.cell-error', 'roster.cell-merged', 'roster.row-hidden', 'roster.character-doubtful',
] as const;
export type RosterProblemCode = (typeof ROSTER_PROBLEMS)[number];

/** Why a row did not go in: where, and the reason. The value itself is not repeated: it may be a person's. */
export interface RowProblem {
  readonly line: number;
  readonly column: string;
  readonly code: RosterProblemCode;
  /** With `roster.repeated`: the line that it repeats. */
  readonly repeats?: number;
}

export const ROSTER_FORMATS = ['csv', 'xlsx'] as const;
export type RosterFormat = (typeof ROSTER_FORMATS)[number];
export const ROSTER_ENCODINGS = ['utf-8', 'gb18030'] as const;
export type RosterEncoding = (typeof ROSTER_ENCODINGS)[number];

/** How a file was read: text in an encoding, or one sheet of a workbook; its other sheets are left unread. */
export type ReadAs =
  | { readonly format: 'csv'; readonly encoding: RosterEncoding }
  | { readonly format: 'xlsx'; readonly sheet: number; readonly sheets: number };

/** The file to mend: how many of the refused rows it holds, and until when it is kept. */
export interface MendNote {
  readonly rows: number;
  readonly until: Date;
}

/** What became of a file: a row goes in whole or not at all. */
export interface RosterReport {
  readonly rows: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly problems: readonly RowProblem[];
  readonly read: ReadAs;
  /** Null where no row was refused. */
  readonly mend: MendNote | null;
}

export const FILE_REFUSALS = [
  'roster.file-empty', 'roster.file-too-large', 'roster.file-charset', 'roster.file-utf16', 'roster.file-encoding', 'roster.file-type',
  'roster.file-header', 'roster.file-malformed', 'roster.file-workbook', 'roster.file-too-many-rows', 'roster.busy',
] as const;
export type FileRefusalCode = (typeof FILE_REFUSALS)[number];
