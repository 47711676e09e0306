import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import type { Imported } from './roster.import.js';
import { ROSTER_LIMITS } from './roster.js';

const PROCESS = fileURLToPath(new URL('../../dist/import/roster.process.js', import.meta.url));
const ROWS = 200_000;
/** The rows together are some 60 MB, and objects of them several times that: held in memory they would not fit. */
const HEAP_MEGABYTES = 48;

it('a roster of 200,000 rows is taken in little memory, and its report is right', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, PROCESS, String(ROWS)], { maxBuffer: 16 * 1024 * 1024 });
  const { report } = (JSON.parse(stdout) as { value: Imported }).value;
  expect(report).toMatchObject({ rows: ROWS, taken: 180_000, unchanged: 0, refused: 20_000 });
  expect(report.problems).toHaveLength(ROSTER_LIMITS.maxProblems);
  expect([report.problems[0], report.problems.at(-1)]).toEqual([{ line: 8, column: 'name', code: 'roster.unfit' }, { line: 99_998, column: 'name', code: 'roster.unfit' }]);
});
