import type { CellFault, RosterLine } from './roster.readable.js';
import { CsvFault } from './csv.rows.js';
import { ROSTER_LIMITS } from './roster.js';
import { textOfCell, type StatedCell } from './workbook.cell.js';
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';
import type { CellStyles } from './workbook.styles.js';
import { TextOf, type SharedTexts } from './workbook.texts.js';
import { plainText, type Attributes, type PartListener } from './workbook.xml.js';

/** Cells that were joined: lines and columns from and to, columns counted from 0. */
export interface Merge {
  readonly fromLine: number;
  readonly toLine: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

export interface SheetNeeds {
  readonly texts: SharedTexts;
  readonly styles: CellStyles;
  readonly is1904: boolean;
}

interface OpenCell {
  readonly type: string;
  readonly style: string | undefined;
  value: string;
  formula: string | undefined;
}

/** What lies with the row and with none of its cells. */
const NO_COLUMN = -1;

/** Reads a sheet's rows as they come: each with what its cells say against it. Rows without any text are none. */
export class SheetRows implements PartListener {
  readonly merges: Merge[] = [];
  private line = 0;
  private column = -1;
  private hidden = false;
  private characters = 0;
  private values: string[] = [];
  private faults: CellFault[] = [];
  private cell: OpenCell | undefined;
  private reading: 'v' | 'f' | undefined;
  private readonly inline = new TextOf('is');

  constructor(private readonly needs: SheetNeeds, private readonly onRow: (row: RosterLine) => void) {}

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'row': return this.openRow(attributes);
      case 'c': return this.openCell(attributes);
      case 'v': case 'f': this.reading = name; if (name === 'f' && this.cell) this.cell.formula = ''; return;
      case 'mergeCell': return this.merge(attributes['ref'] ?? '');
      default: this.inline.open(name);
    }
  }

  text(text: string): void {
    if (!this.cell) return;
    if (this.reading === 'v') this.cell.value += text;
    else if (this.reading === 'f') this.cell.formula = (this.cell.formula ?? '') + text;
    else this.inline.text(text);
    if (this.cell.value.length + (this.cell.formula?.length ?? 0) > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(this.line, 'row-too-large');
  }

  close(name: string): void {
    switch (name) {
      case 'row': return this.closeRow();
      case 'c': return this.closeCell();
      case 'v': case 'f': this.reading = undefined; return;
      default: {
        const text = this.inline.close(name);
        if (text !== undefined && this.cell) this.cell.value = text;
      }
    }
  }

  private openRow({ r, hidden }: Attributes): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    if (!Number.isInteger(line) || line <= this.line || line > WORKBOOK_LIMITS.maxRows) throw new WorkbookFault('row-order');
    Object.assign(this, { line, column: -1, characters: 0, hidden: hidden === '1' || hidden === 'true', values: [], faults: [] });
  }

  private openCell({ r, t = 'n', s }: Attributes): void {
    const column = r === undefined ? this.column + 1 : placeOf(r).column;
    if (column <= this.column || column >= WORKBOOK_LIMITS.maxColumns) throw new WorkbookFault('cell-place');
    this.column = column;
    this.cell = { type: t, style: s, value: '', formula: undefined };
  }

  private closeCell(): void {
    if (!this.cell) throw new WorkbookFault('cell-place');
    const { type, style, value, formula } = this.cell;
    this.cell = undefined;
    const { texts, styles, is1904 } = this.needs;
    const stated: StatedCell = { type, formula, look: styles.of(style), value: type === 's' && value !== '' ? texts.at(Number(value)) : type === 'str' ? plainText(value) : value };
    const { text, code } = textOfCell(stated, is1904);
    if (text === '' && !code) return;
    this.characters += text.length;
    if (this.characters > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(this.line, 'row-too-large');
    // Cells beyond every header are left alone: one column more tells that the header is too wide.
    if (this.column > ROSTER_LIMITS.maxColumns) return;
    while (this.values.length < this.column) this.values.push('');
    this.values[this.column] = text;
    if (code) this.faults.push({ column: this.column, code });
  }

  private closeRow(): void {
    if (this.values.every((value) => value === '') && this.faults.length === 0) return;
    const faults = this.hidden ? [{ column: NO_COLUMN, code: 'roster.row-hidden' as const }, ...this.faults] : this.faults;
    this.onRow({ line: this.line, values: this.values, ...(faults.length > 0 ? { faults } : {}) });
  }

  private merge(ref: string): void {
    if (this.merges.length === WORKBOOK_LIMITS.maxMerges) throw new WorkbookFault('too-many-merges');
    const [from = '', to = from] = ref.split(':');
    const [start, end] = [placeOf(from), placeOf(to)];
    this.merges.push({ fromLine: start.line, toLine: end.line, fromColumn: start.column, toColumn: end.column });
  }
}

/** `B7` is line 7, column 1. */
function placeOf(ref: string): { line: number; column: number } {
  let [at, column] = [0, 0];
  for (; at < ref.length && at < 4; at += 1) {
    const letter = ref.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  const line = Number(ref.slice(at));
  if (column === 0 || !Number.isInteger(line) || line < 1) throw new WorkbookFault('cell-place');
  return { line, column: column - 1 };
}
