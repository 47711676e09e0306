import { isMendColumn } from './mend.columns.js';
import { DOUBTFUL_IN_GB18030 } from './roster.charset.js';
import { unescapedCell } from './roster.formula.js';
import type { RosterHeader } from './roster.header.js';
import type { ReadAs, RosterProblemCode, RosterRow, RowProblem } from './roster.js';
import type { RosterLine } from './roster.readable.js';
import { isImpreciseText } from './workbook.cell.js';

/** A line as a roster takes it: its row, its cells as they came, and what its cells themselves say against it. */
export interface SortedLine {
  readonly row: RosterRow;
  readonly values: readonly string[];
  readonly problems: readonly RowProblem[];
}

export interface LineReader {
  /** The file's own columns: those that we added for mending are left out. */
  readonly columns: readonly string[];
  read(line: RosterLine): SortedLine;
}

/** Reads lines under their header. Every named column counts, also one that the roster does not ask for. */
export function readLines(header: RosterHeader, read?: ReadAs): LineReader {
  const own = header.columns.map((name, at) => ({ name, at })).filter(({ name }) => !isMendColumn(name));
  const named = own.map((column, to) => ({ ...column, to })).filter(({ name }) => name !== '');
  const isDoubtful = read?.format === 'csv' && read.encoding === 'gb18030' ? (text: string) => DOUBTFUL_IN_GB18030.test(text) : () => false;
  const isWhole = own.length === header.columns.length && !header.isMendFile;
  const ownValues = (values: readonly string[]): readonly string[] =>
    (isWhole ? values : own.map(({ at }) => (header.isMendFile ? unescapedCell(values[at] ?? '') : values[at] ?? '')));
  const faultOf = (text: string): RosterProblemCode | undefined => {
    if (isImpreciseText(text)) return 'roster.number-imprecise';
    return isDoubtful(text) ? 'roster.character-doubtful' : undefined;
  };
  return {
    columns: own.map(({ name }) => name),
    read({ line, values: all, faults }) {
      const values = ownValues(all);
      const cells: Record<string, string> = {};
      let problems: RowProblem[] | undefined = faults?.flatMap(({ column, code }) => problemAt(line, column === -1 ? '' : header.columns[column], code));
      for (const { name, to } of named) {
        const text = values[to] ?? '';
        cells[name] = text;
        const code = faultOf(text);
        if (code) (problems ??= []).push({ line, column: name, code });
      }
      return { row: { line, cells }, values, problems: problems ? oneAColumn(problems) : NONE };
    },
  };
}

const NONE: readonly RowProblem[] = [];

/** A cell without a column name is not read; what lies with the whole row has the empty name. */
function problemAt(line: number, column: string | undefined, code: RosterProblemCode): readonly RowProblem[] {
  if (column === undefined || isMendColumn(column) || (column === '' && code !== 'roster.row-hidden')) return [];
  return [{ line, column, code }];
}

function oneAColumn(problems: readonly RowProblem[]): readonly RowProblem[] {
  return [...new Map([...problems].reverse().map((problem) => [problem.column, problem])).values()].reverse();
}
