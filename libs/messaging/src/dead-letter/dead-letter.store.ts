import type { DeadLetter } from './dead-letter.js';

export interface DeadLetterFilter {
  readonly status?: DeadLetter['status'];
  readonly type?: string;
  readonly ids?: readonly string[];
  /** At most this many, the oldest first. */
  readonly limit: number;
}

/** The letters of one consuming service. */
export interface DeadLetterStore {
  /** Keeps a letter; one with the same id is waiting again, with the attempts added. */
  keep(letter: DeadLetter): Promise<void>;
  list(filter: DeadLetterFilter): Promise<readonly DeadLetter[]>;
  /** Marks a letter as on its way again. */
  markReplayed(id: string, at: Date): Promise<void>;
  /** Marks a replayed letter as taken at last. */
  markResolved(id: string, at: Date): Promise<void>;
}
