import type { RosterProblemCode, RosterRow, RowProblem } from './roster.js';

/** Why a cell does not fit its column. */
export class Misfit {
  constructor(readonly code: RosterProblemCode) {}
}

/** What a cell says, or why it does not fit. */
export type Cell<Value> = (text: string) => Value | Misfit;

/** Reads the rows of a roster. */
export interface RowReader<Row> {
  readonly columns: readonly string[];
  /** The row; undefined where a cell does not fit: why is added to the problems, one a column. Columns that the roster does not ask for are left where they are. */
  read(row: RosterRow, problems: RowProblem[]): Row | undefined;
}

/** What two cells say against one another; asked also where others do not fit, so that all of a row's faults are told at once. */
export interface RowRule<Row> {
  readonly column: string;
  readonly code: RosterProblemCode;
  isBroken(row: Partial<Row>): boolean;
}

/** A reader by a column's cell each. Plain functions, since a roster has a million rows: a schema takes ten times as long for a row. */
export function rowReader<Row extends object>(cells: { readonly [Column in keyof Row & string]: Cell<Row[Column]> }, rule?: RowRule<Row>): RowReader<Row> {
  const columns = Object.entries<Cell<unknown>>(cells);
  return {
    columns: Object.keys(cells),
    read({ line, cells: texts }, problems) {
      const row: Record<string, unknown> = {};
      let isGood = true;
      for (const [column, cell] of columns) {
        const value = cell(texts[column] ?? '');
        if (value instanceof Misfit) {
          problems.push({ line, column, code: value.code });
          isGood = false;
        } else row[column] = value;
      }
      if (rule?.isBroken(row as Partial<Row>)) {
        problems.push({ line, column: rule.column, code: rule.code });
        return undefined;
      }
      return isGood ? (row as Row) : undefined;
    },
  };
}

/** A cell that is taken as it stands where it is what it should be. */
export function cellThat<Value extends string>(isFit: (text: string) => text is Value, code: RosterProblemCode): Cell<Value>;
export function cellThat(isFit: (text: string) => boolean, code: RosterProblemCode): Cell<string>;
export function cellThat(isFit: (text: string) => boolean, code: RosterProblemCode): Cell<string> {
  const misfit = new Misfit(code);
  return (text) => (isFit(text) ? text : misfit);
}

/** A cell that is turned into its value where it is what it should be. */
export function cellAs<Value>(isFit: (text: string) => boolean, valueOf: (text: string) => Value, code: RosterProblemCode): Cell<Value> {
  const misfit = new Misfit(code);
  return (text) => (isFit(text) ? valueOf(text) : misfit);
}

const EMPTY = new Misfit('roster.empty');
const TOO_LONG = new Misfit('roster.too-long');

/** Text without the blanks around it: some, and not more than so many characters; and what else is asked of it. */
export function textCell(maxCharacters: number, more: Cell<string> = (text) => text): Cell<string> {
  return (cell) => {
    const text = cell.trim();
    if (text === '') return EMPTY;
    return text.length > maxCharacters ? TOO_LONG : more(text);
  };
}

/** An empty cell says that there is none. */
export function emptyOr<Value>(cell: Cell<Value>): Cell<Value | null> {
  return (text) => (text === '' ? null : cell(text));
}
