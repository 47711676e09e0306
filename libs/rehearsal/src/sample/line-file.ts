import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Lines are gathered to this many characters before they go to the disk. */
const PART_CHARACTERS = 1 << 16;

/** A text file written line by line, in flat memory whatever its length. */
export class LineFile {
  readonly #stream: WriteStream;
  #part = '';

  constructor(readonly path: string) {
    this.#stream = createWriteStream(path, 'utf8');
  }

  /** Waits only when the disk is behind. */
  async write(line: string): Promise<void> {
    this.#part += `${line}\n`;
    if (this.#part.length >= PART_CHARACTERS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
  }

  async #flush(): Promise<void> {
    const part = this.#part;
    this.#part = '';
    if (!this.#stream.write(part)) await once(this.#stream, 'drain');
  }
}

/** A line of CSV (RFC 4180): cells that hold a comma, a quote or a line break stand in quotes. */
export function csvLine(cells: readonly string[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}
