import iconv from 'iconv-lite';
import type { MendFile } from './import.store.js';
import { MEND_COLUMNS, mendCellsOf } from './mend.columns.js';
import { escapedCell } from './roster.formula.js';
import type { RosterEncoding } from './roster.js';

/** The file to mend as CSV in the encoding in which the roster came; UTF-8 with a byte order mark, by which Chinese spreadsheets know it. */
export async function* mendCsv(file: MendFile, encoding: RosterEncoding): AsyncIterable<Uint8Array> {
  const bytesOf = (rows: readonly (readonly string[])[]): Uint8Array => iconv.encode(rows.map(lineOf).join(''), encoding);
  if (encoding === 'utf-8') yield Buffer.from('\uFEFF', 'utf8');
  yield bytesOf([[...file.columns, ...MEND_COLUMNS]]);
  for await (const rows of file.rows()) yield bytesOf(rows.map((row) => [...row.values, ...mendCellsOf(row)]));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(escapedCell(cell))).join(',')}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
