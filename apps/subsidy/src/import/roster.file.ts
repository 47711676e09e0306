import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { CsvError, parse, type Info } from 'csv-parse';
import { ROSTER_LIMITS, type FileRefusalCode, type RosterRow } from './roster.js';

/** A roster laid down on disk: read twice, once to see that it can be read as rows, once to take the rows in. */
export interface RosterFile {
  readonly path: string;
  /** SHA-256 of its bytes: the same file twice is known by it. */
  readonly digest: string;
  remove(): Promise<void>;
}

/** Lays an upload down in a folder of its own. Refused where it is larger than allowed; nothing stays then. */
export async function receiveRoster(upload: Readable, maxBytes: number = ROSTER_LIMITS.maxBytes): Promise<Result<RosterFile, Refusal<FileRefusalCode>>> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-roster-'));
  const path = join(folder, 'roster.csv');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > maxBytes) done(new TooLarge());
      else done(null, chunk);
    },
  });
  try {
    await pipeline(upload, measure, createWriteStream(path));
  } catch (error) {
    await remove();
    if (error instanceof TooLarge) return refuse('roster.file-too-large', { maxBytes });
    throw error;
  }
  if (bytes === 0) {
    await remove();
    return refuse('roster.file-empty');
  }
  return ok({ path, digest: hash.digest('hex'), remove });
}

/** Reads the whole file once without taking anything in: its encoding, its header, its quotes, its size in rows. */
export async function checkRoster(file: Pick<RosterFile, 'path'>, columns: readonly string[], maxRows: number = ROSTER_LIMITS.maxRows): Promise<Result<number, Refusal<FileRefusalCode>>> {
  let rows = 0;
  try {
    for await (const row of readRoster(file)) {
      if (rows === 0) {
        const missing = columns.filter((column) => !(column in row.cells));
        if (missing.length > 0) return refuse('roster.file-header', { missing: missing.join(', '), reason: '' });
      }
      rows += 1;
      if (rows > maxRows) return refuse('roster.file-too-many-rows', { maxRows });
    }
  } catch (error) {
    return fileRefusal(error);
  }
  return rows === 0 ? refuse('roster.file-empty') : ok(rows);
}

/** The file's rows, in their order. Throws where it cannot be read as rows. */
export async function* readRoster(file: Pick<RosterFile, 'path'>): AsyncIterable<RosterRow> {
  const lines = { last: 1, empty: 0 };
  const columns = (names: readonly string[]): string[] => {
    lines.last += lineEndsIn(names);
    return headerOf(names);
  };
  const source = createReadStream(file.path);
  const text = source.pipe(strictUtf8());
  const parser = text.pipe(parse({ bom: true, columns, info: true, relax_column_count: false, skip_empty_lines: true, max_record_size: ROSTER_LIMITS.maxRowBytes }));
  for (const stream of [source, text]) stream.on('error', (error: Error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Record<string, string>; info: Info }>) {
      // Counted here: the parser tells where a row ends, and counts the line ends of Windows within quotes twice.
      const line = lines.last + 1 + info.empty_lines - lines.empty;
      Object.assign(lines, { last: line + lineEndsIn(Object.values(record)), empty: info.empty_lines });
      yield { line, cells: record };
    }
  } finally {
    // A reader that stops half-way leaves no file open.
    source.destroy();
  }
}

function lineEndsIn(cells: readonly string[]): number {
  return cells.reduce((count, cell) => (cell.includes('\n') ? count + cell.split('\n').length - 1 : count), 0);
}

function headerOf(names: readonly string[]): string[] {
  const header = names.map((name) => name.trim());
  if (header.length > ROSTER_LIMITS.maxColumns) throw new HeaderFault(`more than ${ROSTER_LIMITS.maxColumns} columns`);
  if (new Set(header).size !== header.length) throw new HeaderFault('a column twice');
  if (header.some((name) => ['__proto__', 'constructor', 'prototype'].includes(name))) throw new HeaderFault('a column that no roster has');
  return header;
}

/** Passes UTF-8 through and stops at the first byte that is none: a name must not lose a character without a word. */
function strictUtf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        decoder.decode(chunk, { stream: true });
        done(null, chunk);
      } catch {
        done(new EncodingFault());
      }
    },
    flush(done) {
      try {
        decoder.decode();
        done();
      } catch {
        done(new EncodingFault());
      }
    },
  });
}

function fileRefusal(error: unknown): Result<never, Refusal<FileRefusalCode>> {
  if (error instanceof EncodingFault) return refuse('roster.file-encoding');
  if (error instanceof HeaderFault) return refuse('roster.file-header', { missing: '', reason: error.message });
  if (error instanceof CsvError) return refuse('roster.file-malformed', { line: 'lines' in error ? Number(error.lines) : 0, reason: error.code });
  throw error;
}

class TooLarge extends Error {}
class EncodingFault extends Error {}
class HeaderFault extends Error {}
