import { z } from 'zod';
import type { ImportSummary } from './import.store.js';
import type { Imported } from './roster.import.js';
import { ROSTER_ENCODINGS, type MendNote, type RosterReport } from './roster.js';
import { ROSTER_PROBLEM_WORDING } from './roster.wording.js';

const readSchema = z.discriminatedUnion('format', [
  z.object({ format: z.literal('csv'), encoding: z.enum(ROSTER_ENCODINGS) }),
  z.object({ format: z.literal('xlsx'), sheet: z.int(), sheets: z.int() }),
]);
const mendSchema = z.object({ rows: z.int(), until: z.string() }).nullable();
const counts = { rows: z.int(), taken: z.int(), unchanged: z.int(), refused: z.int() };
const problemSchema = z.object({ line: z.int(), column: z.string(), code: z.string(), repeats: z.int().optional() });
const reasonSchema = z.object({ code: z.string(), zh: z.string(), en: z.string() });

/** `<city>.<kind>.<digest>`. */
export const importId = z.string().regex(/^[a-z0-9.-]{1,160}$/);

export const reportSchema = z.object({ id: z.string(), ...counts, read: readSchema, mend: mendSchema, problems: z.array(problemSchema), reasons: z.array(reasonSchema) });
export const summarySchema = z.object({ id: z.string(), kind: z.string(), at: z.string(), read: readSchema, counts: z.object(counts).nullable(), mend: mendSchema });

/** A report with the wording of each reason in it, once. */
export function shownReport({ id, report }: Imported): z.infer<typeof reportSchema> {
  const codes = [...new Set(report.problems.map(({ code }) => code))].sort();
  const problems = report.problems.map(({ line, column, code, repeats }) => ({ line, column, code, ...(repeats === undefined ? {} : { repeats }) }));
  return { id, ...countsOf(report), read: report.read, mend: shownMend(report.mend), problems, reasons: codes.map((code) => ({ code, ...ROSTER_PROBLEM_WORDING[code] })) };
}

export function shownSummary({ id, kind, at, read, counts: counted, mend }: ImportSummary): z.infer<typeof summarySchema> {
  return { id, kind, at: at.toISOString(), read, counts: counted && countsOf(counted), mend: shownMend(mend) };
}

function countsOf({ rows, taken, unchanged, refused }: Pick<RosterReport, 'rows' | 'taken' | 'unchanged' | 'refused'>): { rows: number; taken: number; unchanged: number; refused: number } {
  return { rows, taken, unchanged, refused };
}

function shownMend(mend: MendNote | null): z.infer<typeof mendSchema> {
  return mend && { rows: mend.rows, until: mend.until.toISOString() };
}
