import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { Checked } from './csv.file.js';
import { CsvFault } from './csv.rows.js';
import { headerOf, lacking, type RosterHeader } from './roster.header.js';
import { ROSTER_LIMITS, type FileRefusalCode } from './roster.js';
import type { RosterLine } from './roster.readable.js';
import { textPieces } from './text.pieces.file.js';
import { WorkbookFault } from './workbook.limits.js';
import { mergedLines } from './workbook.merges.js';
import { openBook, type WorkbookBook } from './workbook.book.file.js';
import { SheetRows, type Merge, type SheetNeeds } from './workbook.sheet.js';
import { readPart } from './workbook.xml.js';
import { openWorkbook, type WorkbookZip } from './workbook.zip.file.js';

/** Rows that wait before they are written beside the file, in characters. */
const WRITE_CHARACTERS = 256 * 1024;
/** A row of the largest size, each of its characters escaped. */
const MAX_SPOOLED_BYTES = ROSTER_LIMITS.maxRowCharacters * 8;

type Refused = Result<never, Refusal<FileRefusalCode>>;

/** Where a sheet's rows go while it is read: a file beside the workbook, a row a line. */
interface Spool {
  readonly handle: FileHandle;
  text: string;
  header: Result<RosterHeader, Refusal<FileRefusalCode>> | undefined;
  rows: number;
}

/**
 * Reads a whole workbook once without taking anything in. The roster is on the first sheet to be seen that has its
 * columns. Its rows are laid down beside it, so that the second reading neither inflates nor parses.
 */
export async function checkWorkbook(path: string, columns: readonly string[], maxRows: number = ROSTER_LIMITS.maxRows): Promise<Checked> {
  let zip: WorkbookZip | undefined;
  try {
    zip = await openWorkbook(path);
    return await checkBook(zip, await openBook(zip), path, columns, maxRows);
  } catch (error) {
    return fileRefusal(error);
  } finally {
    zip?.close();
  }
}

async function checkBook(zip: WorkbookZip, book: WorkbookBook, path: string, columns: readonly string[], maxRows: number): Promise<Checked> {
  let first: Refused | undefined;
  for (const [at, sheet] of book.sheets.entries()) {
    const header = await headerOn(zip, sheet, book.needs);
    const refused = header === undefined ? undefined : header.ok ? lacking(header.value, columns) : header;
    first ??= refused;
    if (header?.ok && !refused) return checkSheet(zip, { book, sheet, number: at + 1 }, path, maxRows);
  }
  return first ?? refuse('roster.file-empty');
}

/** The first row with any text, as a header. */
async function headerOn(zip: WorkbookZip, sheet: string, needs: SheetNeeds): Promise<Result<RosterHeader, Refusal<FileRefusalCode>> | undefined> {
  let row: RosterLine | undefined;
  await readPart(zip.read(sheet), new SheetRows(needs, (read) => { row ??= read; }), () => row !== undefined);
  return row ? headerOf(row.values) : undefined;
}

interface ChosenSheet {
  readonly book: WorkbookBook;
  readonly sheet: string;
  readonly number: number;
}

async function checkSheet(zip: WorkbookZip, { book, sheet, number }: ChosenSheet, path: string, maxRows: number): Promise<Checked> {
  const spoolPath = join(dirname(path), 'rows.jsonl');
  const spool: Spool = { handle: await open(spoolPath, 'w', 0o600), text: '', header: undefined, rows: 0 };
  try {
    const rows = new SheetRows(book.needs, (row) => put(spool, row));
    await readPart(written(zip.read(sheet), spool, maxRows), rows);
    await spool.handle.write(spool.text);
    if (spool.rows > maxRows) return refuse('roster.file-too-many-rows', { maxRows });
    if (!spool.header || spool.rows === 0) return refuse('roster.file-empty');
    if (!spool.header.ok) return spool.header;
    return ok({ header: spool.header.value, rows: spool.rows, read: { format: 'xlsx', sheet: number, sheets: book.sheets.length }, batches: () => spooled(spoolPath, rows.merges) });
  } finally {
    await spool.handle.close();
  }
}

function put(spool: Spool, row: RosterLine): void {
  if (!spool.header) {
    spool.header = headerOf(row.values);
    return;
  }
  const cells = spool.header.ok ? spool.header.value.columns.length : 0;
  const values = Array.from({ length: cells }, (_, at) => row.values[at] ?? '');
  const faults = row.faults?.filter(({ column }) => column < cells) ?? [];
  if (values.every((value) => value === '') && faults.length === 0) return;
  spool.rows += 1;
  spool.text += `${JSON.stringify({ line: row.line, values, ...(faults.length > 0 ? { faults } : {}) })}\n`;
}

/** The part's bytes; between them what was read of the last ones is written, so that neither grows. */
async function* written(bytes: AsyncIterable<Buffer>, spool: Spool, maxRows: number): AsyncIterable<Buffer> {
  for await (const chunk of bytes) {
    yield chunk;
    if (spool.text.length < WRITE_CHARACTERS) continue;
    await spool.handle.write(spool.text);
    spool.text = '';
    if (spool.rows > maxRows) return;
  }
}

async function* spooled(path: string, merges: readonly Merge[]): AsyncIterable<readonly RosterLine[]> {
  const addMerges = mergedLines(merges);
  for await (const piece of textPieces(path, 'utf-8', MAX_SPOOLED_BYTES)) {
    yield piece.split('\n').filter((line) => line !== '').map((line) => addMerges(JSON.parse(line) as RosterLine));
  }
}

function fileRefusal(error: unknown): Refused {
  if (error instanceof CsvFault) return refuse('roster.file-malformed', { line: error.line, reason: error.reason });
  if (error instanceof WorkbookFault) return refuse('roster.file-workbook', { reason: error.reason });
  throw error;
}
