import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { checkCsv, firstBytes, type Checked } from './csv.file.js';
import { containerOf } from './roster.charset.js';
import { ROSTER_LIMITS, type FileRefusalCode, type RosterFormat } from './roster.js';
import { checkWorkbook } from './workbook.file.js';

/** A roster laid down on disk, in a folder that nobody else reads: read twice, once to see that it can be read as rows, once to take the rows in. */
export interface RosterFile {
  readonly path: string;
  /** SHA-256 of its bytes: the same file twice is known by it. */
  readonly digest: string;
  remove(): Promise<void>;
}

/** What whoever hands a file in says of it. */
export interface DeclaredRoster {
  readonly format: RosterFormat;
  /** Of a CSV file; undefined where nothing is said. */
  readonly charset?: string | undefined;
  /** How many bytes are announced; undefined where nothing is said. */
  readonly bytes?: number | undefined;
}

/** Lays an upload down in a folder of its own. Refused where it is larger than allowed, at once where that is announced; nothing stays then. */
export async function receiveRoster(upload: Readable, maxBytes: number = ROSTER_LIMITS.maxBytes, announced = 0): Promise<Result<RosterFile, Refusal<FileRefusalCode>>> {
  if (announced > maxBytes) return refuse('roster.file-too-large', { maxBytes });
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-roster-'));
  const path = join(folder, 'roster');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const seen = { hash: createHash('sha256'), bytes: 0 };
  try {
    await pipeline(measured(upload, seen, maxBytes), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await remove();
    if (error instanceof TooLarge) return refuse('roster.file-too-large', { maxBytes });
    throw error;
  }
  if (seen.bytes === 0) {
    await remove();
    return refuse('roster.file-empty');
  }
  return ok({ path, digest: seen.hash.digest('hex'), remove });
}

/** Reads the whole file once without taking anything in. What it is and what it is declared to be must agree: neither is guessed. */
export async function checkRoster({ path }: Pick<RosterFile, 'path'>, columns: readonly string[], declared: DeclaredRoster, maxRows: number = ROSTER_LIMITS.maxRows): Promise<Checked> {
  if (declared.format === 'csv') return checkCsv(path, columns, declared.charset, maxRows);
  const container = containerOf(await firstBytes(path));
  return container === 'zip' ? checkWorkbook(path, columns, maxRows) : refuse('roster.file-type', { found: container === 'compound' ? 'xls' : 'text', declared: 'xlsx' });
}

/** The file's pieces, counted. A file that is too large is left where it is and not cut off: whoever sends it is to read why. */
function measured(upload: Readable, seen: { readonly hash: Hash; bytes: number }, maxBytes: number): Transform {
  const measure = new Transform({
    transform(piece: Buffer, _encoding, done) {
      seen.bytes += piece.length;
      if (seen.bytes > maxBytes) return done(new TooLarge());
      seen.hash.update(piece);
      done(null, piece);
    },
  });
  finished(upload, (error) => { if (error) measure.destroy(error); });
  return upload.pipe(measure);
}

class TooLarge extends Error {}
