import type { BankEvent } from '../books/books.events.js';
import type { JournalStore } from './journal.store.js';

/** A journal for tests that need no disk: it keeps the text, so that a replay reads what a file would hold. */
export class MemoryJournal implements JournalStore {
  readonly #lines: string[];

  constructor(lines: string[] = []) {
    this.#lines = lines;
  }

  async *replay(): AsyncGenerator<BankEvent> {
    for (const line of this.#lines) yield JSON.parse(line) as BankEvent;
  }

  append(event: BankEvent): Promise<void> {
    this.#lines.push(JSON.stringify(event));
    return Promise.resolve();
  }

  durable(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
