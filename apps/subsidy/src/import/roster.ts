/** Limits of a roster file. Beyond them it cannot be read as rows, and is refused whole. */
export const ROSTER_LIMITS = {
  /** A million rows of some 200 bytes, and room. */
  maxBytes: 512 * 1024 * 1024,
  maxRows: 2_000_000,
  /** A row of ours has ten; a file with hundreds is no roster. */
  maxColumns: 60,
  maxRowBytes: 16_384,
  /** Problems listed in the report; the rest are counted. */
  maxProblems: 10_000,
} as const;

/** One row of a roster, with the line on which it begins (the header is line 1). */
export interface RosterRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

export const ROSTER_PROBLEMS = [
  'roster.empty', 'roster.too-long', 'roster.control-character', 'roster.identity-number', 'roster.bank-account', 'roster.credit-code', 'roster.no-day',
  'roster.no-month', 'roster.no-number', 'roster.no-amount', 'roster.yes-no', 'roster.not-named', 'roster.ends-before-start', 'roster.repeated',
  'roster.person-unknown', 'roster.claimed-otherwise', 'roster.unfit',
] as const;
export type RosterProblemCode = (typeof ROSTER_PROBLEMS)[number];

/** Why a row did not go in: where, and the reason. The value itself is not repeated: it may be a person's. */
export interface RowProblem {
  readonly line: number;
  readonly column: string;
  readonly code: RosterProblemCode;
}

/** What became of a file: a row goes in whole or not at all. */
export interface RosterReport {
  readonly rows: number;
  readonly taken: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly problems: readonly RowProblem[];
}

export const FILE_REFUSALS = ['roster.file-empty', 'roster.file-too-large', 'roster.file-encoding', 'roster.file-header', 'roster.file-malformed', 'roster.file-too-many-rows'] as const;
export type FileRefusalCode = (typeof FILE_REFUSALS)[number];
