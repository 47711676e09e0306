import type { CellFault } from './roster.readable.js';
import type { NumberLook } from './workbook.styles.js';

/** A cell as the sheet states it. */
export interface StatedCell {
  /** What `t` says; a number where it says nothing. */
  readonly type: string;
  /** The text of `v`, or of `is`. */
  readonly value: string;
  /** What stands in `f`; undefined without one. */
  readonly formula: string | undefined;
  readonly look: NumberLook;
}

/** The text that a roster reads in a cell, and what the cell says against its row. */
export interface CellText {
  readonly text: string;
  readonly code?: CellFault['code'];
}

/** A spreadsheet keeps 15 digits of a number; what has more was a number of another kind (an identity number, an account). */
const MOST_EXACT = 1e15;
const DAY_MS = 86_400_000;
/** 9999-12-31. */
const LAST_SERIAL = 2_958_465;

/** Reads a cell as its text. Nothing is calculated and nothing guessed: what is no plain value speaks against the row. */
export function textOfCell({ type, value, formula, look }: StatedCell, is1904: boolean): CellText {
  if (formula !== undefined) return { text: formula === '' ? value : `=${formula}`, code: 'roster.formula' };
  switch (type) {
    case 'e': return { text: value, code: 'roster.cell-error' };
    case 'b': return { text: value === '1' ? 'true' : 'false' };
    case 'd': return { text: value.replace(/T00:00(:00(\.0+)?)?Z?$/, '') };
    case 's': case 'str': case 'inlineStr': return { text: value };
    default: return value === '' ? { text: '' } : numberText(value, look, is1904);
  }
}

function numberText(value: string, look: NumberLook, is1904: boolean): CellText {
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, code: 'roster.cell-error' };
  if (look.kind === 'date') return { text: dateText(number, look.isMonth, is1904) ?? value };
  if (Math.abs(number) >= MOST_EXACT) return { text: value, code: 'roster.number-imprecise' };
  const plain = Number.isInteger(number) ? String(number) : String(Number(number.toPrecision(15)));
  return { text: look.zeros > plain.length && number >= 0 ? plain.padStart(look.zeros, '0') : plain };
}

/** Days since 1900 (with the 29 February that this year never had) or since 1904. */
function dateText(serial: number, isMonth: boolean, is1904: boolean): string | undefined {
  if (serial < 0 || serial > LAST_SERIAL || (!is1904 && serial >= 60 && serial < 61)) return undefined;
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const moment = new Date(Math.round((epoch + serial * DAY_MS) / 1_000) * 1_000).toISOString();
  const [day = '', time = ''] = moment.split('T');
  if (!time.startsWith('00:00:00')) return `${day} ${time.slice(0, 8)}`;
  return isMonth && day.endsWith('-01') ? day.slice(0, 7) : day;
}

/** A number of so many digits that a spreadsheet wrote it in powers of ten: its last digits are gone. */
export function isImpreciseText(text: string): boolean {
  return /^[+-]?\d(?:\.\d+)?E\+?\d{2,3}$/i.test(text);
}
