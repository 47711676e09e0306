import type { Month } from '@gongjiang/kernel';
import { claimColumns, claimRows } from './claim.rows.js';
import { csvLine, LineFile } from './line-file.js';
import { PERSON_COLUMNS, personRows } from './person.rows.js';
import { JINHUA } from './regions.js';
import { residentOf } from './resident.js';

export const ROSTER_KINDS = ['persons', 'claims'] as const;
export type RosterKindName = (typeof ROSTER_KINDS)[number];

export interface RosterOptions {
  readonly kind: RosterKindName;
  /** Without the header; of both kinds the first row is the first person's. */
  readonly rows: number;
  readonly seed: number;
  readonly period: Month;
}

/** The cells of a roster of Jinhua with so many rows, its header first: good rows, and the wrong ones of the sample among them. */
export function* rosterCells({ kind, rows, seed, period }: RosterOptions): Generator<readonly string[]> {
  const sample = { persons: rows, seed, period };
  yield kind === 'persons' ? PERSON_COLUMNS : claimColumns(JINHUA);
  for (let nth = 0, written = 0; written < rows; nth += 1) {
    const resident = residentOf(sample, JINHUA, nth);
    for (const row of kind === 'persons' ? personRows(sample, resident) : claimRows(sample, resident)) {
      if (written < rows) yield row;
      written += 1;
    }
  }
}

/** Writes the roster as CSV, in flat memory. */
export async function writeRoster(path: string, options: RosterOptions): Promise<void> {
  const file = new LineFile(path);
  for (const cells of rosterCells(options)) await file.write(csvLine(cells));
  await file.close();
}
