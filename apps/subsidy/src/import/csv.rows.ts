import { ROSTER_LIMITS } from './roster.js';

/** A row as it stands in the file: its cells in their order. */
export interface ReadRow {
  readonly line: number;
  readonly values: readonly string[];
}

export type CsvFaultReason = 'quote-not-closed' | 'quote-in-cell' | 'text-after-quote' | 'row-too-large' | 'cells-missing' | 'cells-too-many';

/** Text that cannot be read as rows from this line on. */
export class CsvFault extends Error {
  constructor(readonly line: number, readonly reason: CsvFaultReason) {
    super(`line ${line}: ${reason}`);
  }
}

/**
 * Comma-separated values (RFC 4180) in pieces, each of which ends where a line ends. Every kind of line end is one, a
 * row without any text is none. Own code, because the general parsers take ten times as long for a row; a spec holds it
 * against one of them. Throws `CsvFault`.
 */
export class CsvRows {
  private pending = '';
  private text = '';
  private at = 0;
  /** The line on which the next row begins. */
  line = 1;

  /** The rows that are complete with this piece. */
  push(piece: string, isLast: boolean): ReadRow[] {
    this.text = this.pending === '' ? piece : this.pending + piece;
    this.pending = '';
    this.at = 0;
    const rows: ReadRow[] = [];
    const plainUntil = { quote: this.nextOf('"'), cr: this.nextOf('\r') };
    while (this.at < this.text.length) {
      if (plainUntil.quote < this.at) plainUntil.quote = this.nextOf('"');
      if (plainUntil.cr < this.at) plainUntil.cr = this.nextOf('\r');
      const end = this.nextOf('\n');
      const windowsEnd = plainUntil.cr === end - 1;
      const isPlain = plainUntil.quote > end && (windowsEnd || plainUntil.cr > end);
      const row = isPlain ? this.plainRow(end, windowsEnd ? end - 1 : end) : this.quotedRow(isLast);
      if (row === 'incomplete') break;
      if (row && row.values.some((value) => value !== '')) rows.push(row);
    }
    return rows;
  }

  private nextOf(sign: string): number {
    const found = this.text.indexOf(sign, this.at);
    return found === -1 ? this.text.length : found;
  }

  private plainRow(end: number, textEnd: number): ReadRow | undefined {
    const line = this.line;
    if (textEnd - this.at > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(line, 'row-too-large');
    const text = this.text.slice(this.at, textEnd);
    this.at = end + 1;
    this.line += 1;
    return text === '' ? undefined : { line, values: text.split(',') };
  }

  /** A row with quotes, or one that ends with a carriage return alone. */
  private quotedRow(isLast: boolean): ReadRow | 'incomplete' {
    const [line, begin] = [this.line, this.at];
    const values: string[] = [];
    for (let at = begin; ;) {
      const cell = this.text[at] === '"' ? this.quotedCell(at) : this.plainCell(at);
      if (cell === undefined) return this.wait(begin, isLast);
      values.push(cell.value);
      if (cell.end - begin > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(line, 'row-too-large');
      if (this.text[cell.end] !== ',') {
        this.at = cell.end + (this.text.startsWith('\r\n', cell.end) ? 2 : 1);
        this.line += 1 + lineEndsIn(values);
        return { line, values };
      }
      at = cell.end + 1;
    }
  }

  /** A quote is open at the end of the piece. */
  private wait(begin: number, isLast: boolean): 'incomplete' {
    if (isLast || this.text.length - begin > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(this.line, 'quote-not-closed');
    this.pending = this.text.slice(begin);
    this.at = this.text.length;
    return 'incomplete';
  }

  private quotedCell(at: number): { value: string; end: number } | undefined {
    for (let from = at + 1; ;) {
      const close = this.text.indexOf('"', from);
      if (close === -1) return undefined;
      if (close - at > ROSTER_LIMITS.maxRowCharacters) throw new CsvFault(this.line, 'quote-not-closed');
      if (this.text[close + 1] !== '"') {
        const next = this.text[close + 1];
        if (next !== undefined && next !== ',' && next !== '\n' && next !== '\r') throw new CsvFault(this.line, 'text-after-quote');
        return { value: this.text.slice(at + 1, close).replaceAll('""', '"'), end: close + 1 };
      }
      from = close + 2;
    }
  }

  private plainCell(at: number): { value: string; end: number } {
    let end = at;
    for (; end < this.text.length; end += 1) {
      const sign = this.text[end];
      if (sign === ',' || sign === '\n' || sign === '\r') break;
      if (sign === '"') throw new CsvFault(this.line, 'quote-in-cell');
    }
    return { value: this.text.slice(at, end), end };
  }
}

function lineEndsIn(values: readonly string[]): number {
  return values.reduce((count, value) => count + (/[\r\n]/.test(value) ? value.split(/\r\n|\r|\n/).length - 1 : 0), 0);
}
