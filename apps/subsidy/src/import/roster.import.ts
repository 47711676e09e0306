/**
 * To add a kind of roster: write `<thing>.roster.ts` that gives a `RosterKind` (see `person/person.roster.ts`), a route
 * in the slice's own `http` that ends in `importRoster(imports, city, kind, fileOf(request), handedIn(actor, request))`
 * (both from `roster.upload.http.ts`), and where it needs new reasons, codes in `ROSTER_PROBLEMS` with their wording in
 * `roster.wording.ts`. Encodings, workbooks, formulas, rounded numbers, hidden rows, the report, the file to mend and the
 * audit come with it. What the kind keeps of a file is named by the source, which is the import's id.
 */
import type { Readable } from 'node:stream';
import { ok, type CityCode, type Refusal, type Result } from '@gongjiang/kernel';
import type { HandedInBy, ImportBegun, ImportStore } from './import.store.js';
import { checkRoster, receiveRoster, type DeclaredRoster, type RosterFile } from './roster.file.js';
import { readLines } from './roster.lines.js';
import { ROSTER_LIMITS, type FileRefusalCode, type RosterReport, type RosterRow, type RowProblem } from './roster.js';
import { RosterLots } from './roster.lots.js';
import type { ReadableRoster } from './roster.readable.js';
import { inTurn } from './roster.turns.js';

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
  /**
   * Takes up to a thousand rows: each whole or not at all. A row that was taken from this very source before, by a try
   * that was interrupted, counts as taken. Where it throws, nothing of any row is left half done.
   */
  take(rows: readonly RosterRow[], source: string): Promise<RowsTaken>;
  /** How many lots of rows may be in `take` at once; 1 unless told. More only where lots do not depend on one another. */
  readonly lotsAtOnce?: number;
}

export interface Imported {
  readonly id: string;
  readonly report: RosterReport;
}

/** Who hands in what. */
export interface HandedIn extends DeclaredRoster {
  readonly by: HandedInBy;
}

const UNSTATED: HandedIn = { format: 'csv', by: { actor: 'system', source: 'unknown address' } };

type Outcome = Result<Imported, Refusal<FileRefusalCode>>;

/** Takes a roster in: the good rows go in, the bad ones come back with line, column and reason; a file that is no roster is refused whole. */
export async function importRoster(imports: ImportStore, city: CityCode, kind: RosterKind, upload: Readable, handed: HandedIn = UNSTATED): Promise<Outcome> {
  return inTurn(async () => {
    const received = await receiveRoster(upload, ROSTER_LIMITS.maxBytes, handed.bytes);
    if (!received.ok) return refused(imports, { city, kind, digest: '', handed }, received);
    try {
      return await importFile(imports, { city, kind, digest: received.value.digest, handed }, received.value);
    } finally {
      await received.value.remove();
    }
  });
}

interface Handed {
  readonly city: CityCode;
  readonly kind: RosterKind;
  readonly digest: string;
  readonly handed: HandedIn;
}

async function importFile(imports: ImportStore, what: Handed, file: RosterFile): Promise<Outcome> {
  const { city, kind, digest, handed } = what;
  const id = `${city}.${kind.name}.${digest.slice(0, 32)}`;
  const before = await imports.find(city, id);
  if (before) return ok({ id, report: before });
  const checked = await checkRoster(file, kind.columns, handed);
  if (!checked.ok) return refused(imports, what, checked);
  const begun = await imports.begin({ id, city, kind: kind.name, digest, by: handed.by, columns: readLines(checked.value.header).columns, read: checked.value.read });
  return ok({ id, report: await imports.finish(begun, await takeRows(imports, begun, kind, checked.value)) });
}

async function refused(imports: ImportStore, { city, kind, digest, handed }: Handed, refusal: Extract<Outcome, { ok: false }>): Promise<Outcome> {
  await imports.refuseFile({ city, kind: kind.name, digest, by: handed.by, code: refusal.refusal.code });
  return refusal;
}

async function takeRows(imports: ImportStore, begun: ImportBegun, kind: RosterKind, roster: ReadableRoster): Promise<RosterReport> {
  const lots = new RosterLots(imports, begun, kind);
  const lines = readLines(roster.header, begun.read);
  try {
    for await (const batch of roster.batches()) {
      for (const line of batch) if (lots.add(lines.read(line))) await lots.start();
    }
    return await lots.finish();
  } finally {
    // Also where one has thrown: what is under way comes to its end before the file is gone.
    await lots.settle();
  }
}
