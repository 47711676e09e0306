import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Imported } from './roster.import.js';
import { ROSTER_LIMITS, type RosterFormat } from './roster.js';

const PROCESS = fileURLToPath(new URL('../../dist/import/roster.process.js', import.meta.url));
const ROWS = 200_000;
/** The rows together are some 45 MB, and objects of them several times that: held in memory they would not fit. */
const HEAP_MEGABYTES = 48;
/** With what the runtime itself takes. A workbook of so many rows is to be read within 1 GB. */
const MOST_MEGABYTES = 320;

it.each<[string, RosterFormat]>([['CSV', 'csv'], ['a workbook', 'xlsx']])('a roster of 200,000 rows is taken in little memory, and its report is right: %s', async (_what, format) => {
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, PROCESS, String(ROWS), format], { maxBuffer: 16 * 1024 * 1024 });
  const { outcome, peakMegabytes } = JSON.parse(stdout) as { outcome: { value: Imported }; peakMegabytes: number };
  const { report } = outcome.value;
  expect(report).toMatchObject({ rows: ROWS, taken: 180_000, unchanged: 0, refused: 20_000, mend: { rows: 20_000 } });
  expect(report.problems).toHaveLength(ROSTER_LIMITS.maxProblems);
  expect([report.problems[0], report.problems.at(-1)]).toEqual([{ line: 8, column: 'name', code: 'roster.unfit' }, { line: 99_998, column: 'name', code: 'roster.unfit' }]);
  expect(peakMegabytes).toBeLessThan(MOST_MEGABYTES);
});
