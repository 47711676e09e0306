import type { Readable } from 'node:stream';
import { ok, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';
import type { ImportStore } from './import.store.js';
import { checkRoster, readRoster, receiveRoster, type RosterFile } from './roster.file.js';
import { ROSTER_LIMITS, type FileRefusalCode, type RosterReport, type RosterRow, type RowProblem } from './roster.js';

/** Rows taken in at once: one write, and memory that does not grow with the file. */
const ROWS_AT_ONCE = 1_000;

/** What became of some rows. */
export interface RowsTaken {
  readonly taken: number;
  readonly unchanged: number;
  readonly problems: readonly RowProblem[];
}

/** One kind of roster: its columns, and what to do with its rows. Taking the same rows twice changes nothing. */
export interface RosterKind {
  readonly name: string;
  readonly columns: readonly string[];
  take(rows: readonly RosterRow[], source: string): Promise<RowsTaken>;
}

export interface Imported {
  readonly id: string;
  readonly report: RosterReport;
}

/** Takes a roster in: the good rows go in, the bad ones come back with line, column and reason; a file that is no roster is refused whole. */
export async function importRoster(imports: ImportStore, city: CityCode, kind: RosterKind, upload: Readable): Promise<Result<Imported, Refusal<FileRefusalCode>>> {
  const received = await receiveRoster(upload);
  if (!received.ok) return received;
  const file = received.value;
  try {
    const id = `${city}.${kind.name}.${file.digest.slice(0, 32)}`;
    const before = await imports.find(city, id);
    if (before) return ok({ id, report: before });
    const checked = await checkRoster(file, kind.columns);
    if (!checked.ok) return checked;
    const report = await takeRows(file, kind, id);
    await imports.save(city, id, report);
    return ok({ id, report });
  } finally {
    await file.remove();
  }
}

async function takeRows(file: RosterFile, kind: RosterKind, source: string): Promise<RosterReport> {
  const sum = { rows: 0, taken: 0, unchanged: 0, refusedLines: new Set<number>(), problems: [] as RowProblem[] };
  const take = async (rows: readonly RosterRow[]): Promise<void> => {
    const done = await kind.take(rows, source);
    sum.rows += rows.length;
    sum.taken += done.taken;
    sum.unchanged += done.unchanged;
    for (const problem of [...done.problems].sort((left, right) => left.line - right.line)) {
      sum.refusedLines.add(problem.line);
      if (sum.problems.length < ROSTER_LIMITS.maxProblems) sum.problems.push(problem);
    }
  };
  let waiting: RosterRow[] = [];
  for await (const row of readRoster(file)) {
    waiting.push(row);
    if (waiting.length === ROWS_AT_ONCE) {
      await take(waiting);
      waiting = [];
    }
  }
  if (waiting.length > 0) await take(waiting);
  return { rows: sum.rows, taken: sum.taken, unchanged: sum.unchanged, refused: sum.refusedLines.size, problems: sum.problems };
}
