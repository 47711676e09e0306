import { open } from 'node:fs/promises';
import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { CsvFault, CsvRows, type ReadRow } from './csv.rows.js';
import type { ReadableRoster } from './roster.readable.js';
import { containerOf, encodingMarkedBy, encodingNamed, isUtf16Name, looksLikeUtf16 } from './roster.charset.js';
import { headerOf, lacking, type RosterHeader } from './roster.header.js';
import { ROSTER_LIMITS, type FileRefusalCode, type RosterEncoding } from './roster.js';
import { EncodingFault, LineTooLong, lineOfByte, textPieces } from './text.pieces.file.js';

export type Checked = Result<ReadableRoster, Refusal<FileRefusalCode>>;

/** What a check has seen of a text beside its rows. */
class Seen {
  header: RosterHeader | undefined;
  rows = 0;
  /** Characters that take two bytes in UTF-8. */
  private narrow = false;
  /** Those that take more: bytes of another encoding hardly form them by chance. */
  wide = false;

  look(text: string): void {
    if (this.wide) return;
    this.narrow ||= /[\u0080-\u07FF]/.test(text);
    this.wide = /[\u0800-\uFFFF]/.test(text);
  }

  /** Two Chinese bytes can be one letter of another script by chance; the three of a Chinese character in UTF-8 hardly are. */
  get mayBeChance(): boolean {
    return this.narrow && !this.wide;
  }
}

/**
 * Reads a whole CSV file once without taking anything in: its encoding, its header, its quotes, its size in rows. The
 * encoding is the declared one; else the one of its byte order mark; else UTF-8 where all of it is, else GB 18030.
 */
export async function checkCsv(path: string, columns: readonly string[], charset: string | undefined, maxRows: number = ROSTER_LIMITS.maxRows): Promise<Checked> {
  const start = await firstBytes(path);
  const known = encodingOf(start, charset);
  if (!known.ok) return known;
  if (known.value) return checkAs(path, columns, known.value, maxRows);
  return checkUndeclared(path, columns, maxRows);
}

async function checkUndeclared(path: string, columns: readonly string[], maxRows: number): Promise<Checked> {
  const seen = new Seen();
  const asUtf8 = await checkAs(path, columns, 'utf-8', maxRows, seen);
  if (isNotEncoding(asUtf8)) {
    // UTF-8 that is broken further on; much of it could be read as GB 18030 too, and would be other names.
    if (seen.wide) return asUtf8;
    const asGb18030 = await checkAs(path, columns, 'gb18030', maxRows);
    return isNotEncoding(asGb18030) ? furthest(asUtf8, asGb18030) : asGb18030;
  }
  const isEither = asUtf8.ok && seen.mayBeChance && (await checkAs(path, columns, 'gb18030', maxRows)).ok;
  return isEither ? refuse('roster.file-charset', { charset: '', reason: 'UTF-8 or GB 18030' }) : asUtf8;
}

/** The encoding that is stated; undefined where nothing states one. */
function encodingOf(start: Uint8Array, charset: string | undefined): Result<RosterEncoding | undefined, Refusal<FileRefusalCode>> {
  if (containerOf(start)) return refuse('roster.file-type', { found: containerOf(start) === 'zip' ? 'xlsx' : 'xls', declared: 'csv' });
  if (looksLikeUtf16(start) || (charset !== undefined && isUtf16Name(charset))) return refuse('roster.file-utf16');
  const marked = encodingMarkedBy(start);
  if (charset === undefined) return ok(marked);
  const declared = encodingNamed(charset);
  if (!declared) return refuse('roster.file-charset', { charset, reason: 'unknown' });
  return marked && marked !== declared ? refuse('roster.file-charset', { charset, reason: `marked as ${marked}` }) : ok(declared);
}

async function checkAs(path: string, columns: readonly string[], encoding: RosterEncoding, maxRows: number, seen = new Seen()): Promise<Checked> {
  try {
    for await (const rows of rowsOf(path, encoding, (text) => seen.look(text))) {
      const refused = count(seen, rows, columns, maxRows);
      if (refused) return refused;
    }
  } catch (error) {
    if (error instanceof EncodingFault) seen.look(error.before);
    return fileRefusal(error, path);
  }
  const { header, rows } = seen;
  if (!header || rows === 0) return refuse('roster.file-empty');
  return ok({ header, rows, read: { format: 'csv', encoding }, batches: () => batchesOf(path, encoding) });
}

function count(seen: Seen, rows: readonly ReadRow[], columns: readonly string[], maxRows: number): Checked | undefined {
  const [first] = rows;
  if (!first) return undefined;
  if (!seen.header) {
    const header = headerOf(first.values);
    if (!header.ok) return header;
    seen.header = header.value;
    seen.rows = -1;
  }
  seen.rows += rows.length;
  const { header: { columns: { length: cells } } } = seen;
  const wrong = rows.find((row) => row.values.length !== cells);
  const lacks = seen.rows > 0 ? lacking(seen.header, columns) : undefined;
  if (lacks) return lacks;
  if (wrong) throw new CsvFault(wrong.line, wrong.values.length < cells ? 'cells-missing' : 'cells-too-many');
  return seen.rows > maxRows ? refuse('roster.file-too-many-rows', { maxRows }) : undefined;
}

async function* rowsOf(path: string, encoding: RosterEncoding, onText: (text: string) => void = () => {}): AsyncIterable<readonly ReadRow[]> {
  const csv = new CsvRows();
  try {
    for await (const piece of textPieces(path, encoding)) {
      onText(piece);
      yield csv.push(piece, false);
    }
  } catch (error) {
    throw error instanceof LineTooLong ? new CsvFault(csv.line, 'row-too-large') : error;
  }
  yield csv.push('', true);
}

/** The rows behind the header. */
async function* batchesOf(path: string, encoding: RosterEncoding): AsyncIterable<readonly ReadRow[]> {
  let isHeader = true;
  for await (const rows of rowsOf(path, encoding)) {
    yield isHeader ? rows.slice(1) : rows;
    if (rows.length > 0) isHeader = false;
  }
}

async function fileRefusal(error: unknown, path: string): Promise<Checked> {
  if (error instanceof CsvFault) return refuse('roster.file-malformed', { line: error.line, reason: error.reason });
  if (error instanceof EncodingFault) return refuse('roster.file-encoding', { encoding: error.encoding, offset: error.offset, line: await lineOfByte(path, error.offset) });
  throw error;
}

function isNotEncoding(checked: Checked): boolean {
  return !checked.ok && checked.refusal.code === 'roster.file-encoding';
}

/** A file that is neither: told by the encoding that got further. */
function furthest(left: Checked, right: Checked): Checked {
  const offset = (one: Checked): number => (one.ok ? 0 : Number(one.refusal.details?.['offset'] ?? 0));
  return offset(right) > offset(left) ? right : left;
}

export async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(8);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
