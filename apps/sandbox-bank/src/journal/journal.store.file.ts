import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BankEvent } from '../books/books.events.js';
import type { JournalStore } from './journal.store.js';
import { wholeLines } from './journal.lines.file.js';

/**
 * The journal as a file, one event a line. Events that come while a write is under way go out together with the
 * next one (group commit): one fdatasync for all of them, before any of them is answered.
 */
export class FileJournal implements JournalStore {
  readonly #file: FileHandle;
  #length: number;
  #waiting: string[] = [];
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(file: FileHandle, length: number) {
    this.#file = file;
    this.#length = length;
  }

  /** Opens the file, making it where it is not there. */
  static async open(path: string): Promise<FileJournal> {
    const file = await open(path, 'a+', 0o600);
    const { size } = await file.stat();
    if (size === 0) await syncFolder(dirname(path));
    return new FileJournal(file, size);
  }

  /** Yields whole lines only and cuts a torn one off: a message that was never answered was never paid. */
  async *replay(): AsyncGenerator<BankEvent> {
    let whole = 0;
    for await (const { text, end } of wholeLines(this.#file)) {
      yield parsedLine(text, whole);
      whole = end;
    }
    if (whole < this.#length) await this.#file.truncate(whole);
    this.#length = whole;
  }

  append(event: BankEvent): Promise<void> {
    this.#waiting.push(`${JSON.stringify(event)}\n`);
    this.#next ??= this.#current.then(() => this.#flush());
    return this.#next;
  }

  durable(): Promise<void> {
    return this.#next ?? this.#current;
  }

  async close(): Promise<void> {
    try {
      await this.durable();
    } finally {
      await this.#file.close();
    }
  }

  #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#next = undefined;
    this.#current = this.#write(bytes);
    return this.#current;
  }

  async #write(bytes: Buffer): Promise<void> {
    const { size } = await this.#file.stat();
    if (size !== this.#length) throw new Error('Another process writes this journal: two banks must not share one');
    await this.#file.appendFile(bytes);
    await this.#file.datasync();
    this.#length += bytes.length;
  }
}

function parsedLine(text: string, at: number): BankEvent {
  try {
    return JSON.parse(text) as BankEvent;
  } catch (cause) {
    throw new Error(`The journal is damaged at byte ${at}: a whole line that cannot be read`, { cause });
  }
}

/** A new file's name is safe only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
