import type { CellFault, RosterLine } from './roster.readable.js';
import type { Merge } from './workbook.sheet.js';

/** Adds to rows, in their order, what merged cells say against them: whose value it is that two rows share cannot be told. */
export function mergedLines(merges: readonly Merge[]): (row: RosterLine) => RosterLine {
  const waiting = [...merges].sort((left, right) => right.fromLine - left.fromLine);
  let open: Merge[] = [];
  return (row) => {
    while ((waiting.at(-1)?.fromLine ?? Number.POSITIVE_INFINITY) <= row.line) open.push(waiting.pop() as Merge);
    if (open.length === 0) return row;
    open = open.filter((merge) => merge.toLine >= row.line);
    const faults: CellFault[] = open.filter((merge) => merge.fromColumn < row.values.length).map((merge) => ({ column: merge.fromColumn, code: 'roster.cell-merged' }));
    return faults.length === 0 ? row : { ...row, faults: [...(row.faults ?? []), ...faults] };
  };
}
