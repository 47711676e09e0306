import type { BankEvent } from '../books/books.events.js';

/** Where the bank's events are kept: only ever added to, read from the beginning at start. */
export interface JournalStore {
  /** Every event so far, in order. To be read once, before the first `append`. */
  replay(): AsyncIterable<BankEvent>;
  /** Ends when the event is safe on the disk. After a failure every later call fails too: the books are ahead of the disk then. */
  append(event: BankEvent): Promise<void>;
  /** Ends when every event appended so far is safe: what is told to others must not be lost afterwards. */
  durable(): Promise<void>;
  close(): Promise<void>;
}
