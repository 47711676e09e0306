import { ROSTER_PROBLEM_WORDING } from './roster.wording.js';
import type { RowProblem } from './roster.js';

/** What the file to mend adds behind a roster's own columns. Whoever hands it in again may leave them or delete their cells. */
export const MEND_COLUMNS = ['退回行 refused line', '退回列 refused column', '退回原因', 'refused because'] as const;

export function isMendColumn(name: string): boolean {
  return (MEND_COLUMNS as readonly string[]).includes(name);
}

/** A refused row as it came, with what is wrong with it. */
export interface RefusedRow {
  readonly line: number;
  readonly values: readonly string[];
  readonly problems: readonly Omit<RowProblem, 'line'>[];
}

/** What its added columns say: one problem behind the other. */
export function mendCellsOf({ line, problems }: RefusedRow): readonly string[] {
  const each = (text: (problem: Omit<RowProblem, 'line'>) => string): string => problems.map(text).join('; ');
  return [
    String(line),
    each(({ column }) => column),
    each(({ column, code, repeats }) => `${column}${ROSTER_PROBLEM_WORDING[code].zh}${repeats === undefined ? '' : `（第 ${repeats} 行）`}`),
    each(({ column, code, repeats }) => `${column} ${ROSTER_PROBLEM_WORDING[code].en}${repeats === undefined ? '' : ` (line ${repeats})`}`),
  ];
}
