import { createReadStream } from 'node:fs';
import { ROSTER_LIMITS, type RosterEncoding } from './roster.js';

/** Not more: rows of a larger piece live so close together that they are kept with the old, and memory grows until all of it is looked through. */
const READ_BYTES = 64 * 1024;
/** No line of a row that is small enough has more bytes: four a character at the most. */
const MAX_LINE_BYTES = ROSTER_LIMITS.maxRowCharacters * 4;
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/** Bytes that are no character of the encoding, from this byte of the file on. */
export class EncodingFault extends Error {
  /** `before` is the text of its piece that could be read. */
  constructor(readonly encoding: RosterEncoding, readonly offset: number, readonly before: string) {
    super(`byte ${offset}: not ${encoding}`);
  }
}

/** A line longer than any row. */
export class LineTooLong extends Error {}

/**
 * A file's text in pieces that end where lines end, without its byte order mark, and strictly: a name must not lose a
 * character without a word. Throws `EncodingFault` and `LineTooLong`.
 */
export async function* textPieces(path: string, encoding: RosterEncoding, maxLineBytes: number = MAX_LINE_BYTES): AsyncIterable<string> {
  const source = createReadStream(path, { highWaterMark: READ_BYTES });
  const place = { offset: 0 };
  let left: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
      const cut = lastLineEnd(bytes);
      if (bytes.length - cut > maxLineBytes) throw new LineTooLong();
      left = bytes.subarray(cut);
      if (cut > 0) yield pieceOf(bytes.subarray(0, cut), encoding, place);
    }
    if (left.length > 0) yield pieceOf(left, encoding, place);
  } finally {
    // A reader that stops half-way leaves no file open.
    source.destroy();
  }
}

/** Behind the last line feed; where there is none, behind the last carriage return that no line feed can follow any more. */
function lastLineEnd(bytes: Buffer): number {
  const feed = bytes.lastIndexOf(LINE_FEED);
  return feed === -1 ? bytes.subarray(0, -1).lastIndexOf(CARRIAGE_RETURN) + 1 : feed + 1;
}

function pieceOf(bytes: Buffer, encoding: RosterEncoding, place: { offset: number }): string {
  const text = decoded(bytes, encoding);
  if (text === undefined) throw faultIn(bytes, encoding, place);
  const piece = place.offset === 0 && text.startsWith('\uFEFF') ? text.slice(1) : text;
  place.offset += bytes.length;
  return piece;
}

function decoded(bytes: Uint8Array, encoding: RosterEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where exactly, for the one piece that has the fault: line by line, then character by character. */
function faultIn(bytes: Buffer, encoding: RosterEncoding, place: { readonly offset: number }): EncodingFault {
  let begin = 0;
  for (;;) {
    const feed = bytes.indexOf(LINE_FEED, begin);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = bytes.subarray(begin, end);
    if (decoded(line, encoding) === undefined || end === bytes.length) {
      const good = begin + goodBytes(line, encoding);
      return new EncodingFault(encoding, place.offset + good, decoded(bytes.subarray(0, good), encoding) ?? '');
    }
    begin = end;
  }
}

function goodBytes(line: Buffer, encoding: RosterEncoding): number {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let good = 0;
  try {
    for (let at = 0; at < line.length; at += 1) if (decoder.decode(line.subarray(at, at + 1), { stream: true }) !== '') good = at + 1;
  } catch {
    // The character that begins behind the last good one is none.
  }
  return good;
}

/** The line that a byte of the file stands on: both encodings have their line ends for themselves. */
export async function lineOfByte(path: string, offset: number): Promise<number> {
  if (offset === 0) return 1;
  let line = 1;
  for await (const chunk of createReadStream(path, { end: offset - 1 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) line += 1;
  }
  return line;
}
