import { Readable } from 'node:stream';
import { cityCode } from '@gongjiang/kernel';
import { mendWorkbook } from './mend.workbook.file.js';
import { MemoryImportStore } from './roster.builders.js';
import { importRoster, type RosterKind } from './roster.import.js';
import type { RosterFormat } from './roster.js';

/** Takes a roster of so many rows in, of which every tenth does not fit, and prints its report and the most memory it held: for a test of memory. */
const [rows, format] = [Number(process.argv[2]), process.argv[3] as RosterFormat];
const LOT = 500;

function* lots(): Generator<readonly (readonly [string, string])[]> {
  for (let from = 1; from <= rows; from += LOT) yield Array.from({ length: Math.min(LOT, rows - from + 1) }, (_, n) => [`person ${from + n}`, `${from + n}`.padEnd(200, 'x')] as const);
}
function* csv(): Generator<string> {
  yield 'name,note\n';
  for (const lot of lots()) yield lot.map((cells) => `${cells.join(',')}\n`).join('');
}
const workbook = (): Readable => mendWorkbook({
  columns: ['name', 'note'], read: { format: 'xlsx', sheet: 1, sheets: 1 },
  rows: async function* all() { for (const lot of lots()) yield lot.map((values, line) => ({ line, values, problems: [] })); },
});

const kind: RosterKind = {
  name: 'names', columns: ['name', 'note'],
  async take(taken) {
    const bad = taken.filter((row) => row.cells['name']?.endsWith('7'));
    return { taken: taken.length - bad.length, unchanged: 0, problems: bad.map((row) => ({ line: row.line, column: 'name', code: 'roster.unfit' })) };
  },
};
/** Counts the refused rows and forgets them, as a database would take them away. */
class ForgetfulStore extends MemoryImportStore {
  override async refuseRows(_begun: unknown, refused: readonly unknown[]): Promise<number> {
    return refused.length;
  }
}

const begun = performance.now();
const outcome = await importRoster(new ForgetfulStore(), cityCode('330700'), kind, format === 'xlsx' ? workbook() : Readable.from(csv()), { format, by: { actor: 'tests', source: 'tests' } });
process.stdout.write(JSON.stringify({ outcome, rowsASecond: Math.round((rows * 1_000) / (performance.now() - begun)), peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024) }));
