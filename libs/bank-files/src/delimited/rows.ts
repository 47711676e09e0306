import type { TextForm } from '../profile/profile.delimited.js';

type RowForm = Pick<TextForm, 'delimiter' | 'quoting' | 'rows'>;

/** What a spreadsheet takes for the beginning of a formula, in both widths. */
const FORMULA = /^[=+\-@＝＋－＠]/;

export function beginsFormula(text: string): boolean {
  return FORMULA.test(text);
}

/** True where the text would end its cell or open a quotation in a file without quoting. */
export function breaksCell({ delimiter, quoting }: RowForm, text: string): boolean {
  if (quoting === 'csv') return false;
  return text.includes('"') || [...delimiter].some((part) => text.includes(part));
}

export function joinedRow({ delimiter, quoting, rows }: RowForm, cells: readonly string[]): string {
  const texts = quoting === 'csv' ? cells.map((cell) => quoted(cell, delimiter)) : cells;
  return `${texts.join(delimiter)}${rows === 'closed' ? delimiter : ''}`;
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes('"') || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The cells of a row; undefined where a quotation is not closed or a closed row lacks its last delimiter. */
export function cellsOf({ delimiter, quoting, rows }: RowForm, row: string): string[] | undefined {
  const cells = quoting === 'csv' ? quotedCells(row, delimiter) : row.split(delimiter);
  if (rows === 'open' || cells === undefined) return cells;
  return cells.at(-1) === '' ? cells.slice(0, -1) : undefined;
}

function quotedCells(row: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  for (let from = 0; ;) {
    const cell = cellAt(row, from, delimiter);
    if (!cell) return undefined;
    cells.push(cell.text);
    if (cell.end === row.length) return cells;
    from = cell.end + delimiter.length;
  }
}

/** The cell that begins there, and where its delimiter or the row's end stands. */
function cellAt(row: string, from: number, delimiter: string): { text: string; end: number } | undefined {
  if (row[from] !== '"') {
    const next = row.indexOf(delimiter, from);
    const end = next < 0 ? row.length : next;
    const text = row.slice(from, end);
    return text.includes('"') ? undefined : { text, end };
  }
  const closing = /^"((?:[^"]|"")*)"/.exec(row.slice(from));
  if (!closing) return undefined;
  const end = from + closing[0].length;
  return end === row.length || row.startsWith(delimiter, end) ? { text: (closing[1] ?? '').replaceAll('""', '"'), end } : undefined;
}
