import { fenFromYuanText } from '@gongjiang/kernel';
import type { Cell, DelimitedProfile, TextForm } from '../profile/profile.delimited.js';
import type { Faults } from '../refusal/faults.js';
import { fromGb18030 } from './gb18030.js';
import { titlesOf } from './payroll.writer.js';
import { cellsOf } from './rows.js';

/** The cells of a row by what they say, and where it stands. */
export interface ReadRow<Value extends string> {
  readonly line: number;
  readonly values: ReadonlyMap<Value, string>;
}

/** The rows of a file, each where it belongs; which row is which is their place alone. */
export interface FileRows {
  readonly header: RawRow | undefined;
  readonly body: readonly RawRow[];
  readonly trailer: RawRow | undefined;
}

interface RawRow { readonly line: number; readonly text: string }

/** Which rows a file has besides those of the payments, and what these are called. */
type Shape = Pick<DelimitedProfile['payments' | 'return'], 'header' | 'titles' | 'columns' | 'trailer'>;

/** Cuts the file into rows; undefined where it is not text of this encoding, or is cut off. */
export function rowsOf({ text: form }: DelimitedProfile, { header, titles, columns, trailer }: Shape, bytes: Uint8Array, faults: Faults): FileRows | undefined {
  if (bytes.length === 0) return faults.add('bank-file.empty');
  const text = fromGb18030(bytes);
  if (text === undefined) return faults.add('bank-file.encoding', { expected: 'GB18030' });
  if (!text.endsWith('\n')) return faults.add('bank-file.truncated', { missing: 'line end' });
  const rows = text.slice(0, -1).split('\n').map((row, at): RawRow => ({ line: at + 1, text: row.endsWith('\r') ? row.slice(0, -1) : row }));
  const head = header ? rows.shift() : undefined;
  const title = titles === 'shown' ? rows.shift() : undefined;
  const foot = trailer ? rows.pop() : undefined;
  if ((header && !head) || (trailer && !foot)) return faults.add('bank-file.truncated', { missing: header && !head ? 'header' : 'trailer' });
  if (titles === 'shown' && !isTitleRow(form, columns, title)) return faults.add('bank-file.heading', { line: title?.line ?? 1, expected: titlesOf(columns).join(form.delimiter).slice(0, 200) });
  return { header: head, body: rows, trailer: foot };
}

function isTitleRow(form: TextForm, columns: readonly Cell<string>[], row: RawRow | undefined): boolean {
  const cells = row && cellsOf(form, row.text);
  const titles = titlesOf(columns);
  return cells?.length === titles.length && cells.every((cell, at) => cell === titles[at]);
}

/** A row as the profile says it; undefined where cells are missing or a fixed text is another. */
export function readRow<Value extends string>(form: TextForm, columns: readonly Cell<Value>[], row: RawRow, faults: Faults): ReadRow<Value> | undefined {
  const cells = cellsOf(form, row.text);
  if (cells?.length !== columns.length) return faults.add('bank-file.columns', { line: row.line, expected: columns.length, found: cells?.length ?? 0 });
  const values = new Map<Value, string>();
  for (const [at, column] of columns.entries()) {
    const text = cells[at] ?? '';
    if ('value' in column) values.set(column.value, text);
    else if (column.text !== text) return faults.add('bank-file.heading', { line: row.line, expected: column.text });
  }
  return { line: row.line, values };
}

/** Fen, out of yuan with at most two decimals or fen without any; undefined for anything else. */
export function amountIn({ amounts }: TextForm, text: string): number | undefined {
  if (amounts === 'fen') return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return /^\d/.test(text) ? fenFromYuanText(text) : undefined;
}
