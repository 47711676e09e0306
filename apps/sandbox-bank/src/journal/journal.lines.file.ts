import type { FileHandle } from 'node:fs/promises';

const LINE_END = 0x0a;
const READ_BYTES = 1 << 20;

export interface WholeLine {
  readonly text: string;
  /** The place in the file just after the line. */
  readonly end: number;
}

/** The lines of a file that end in a line break, with their places; what follows the last one is torn and left out. */
export async function* wholeLines(file: FileHandle): AsyncGenerator<WholeLine> {
  let begun: Buffer[] = [];
  let place = 0;
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, place);
    if (bytesRead === 0) return;
    let from = 0;
    for (let end = buffer.indexOf(LINE_END); end >= 0 && end < bytesRead; end = buffer.indexOf(LINE_END, from)) {
      yield { text: Buffer.concat([...begun, buffer.subarray(from, end)]).toString('utf8'), end: place + end + 1 };
      begun = [];
      from = end + 1;
    }
    begun.push(buffer.subarray(from, bytesRead));
    place += bytesRead;
  }
}
