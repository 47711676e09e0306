import type { CloudEvent } from '@gongjiang/contracts';
import type { CityCode, Json, Transaction } from '@gongjiang/kernel';
import type { Posting } from '@gongjiang/ledger';

/** A change as others hear of it: the audit entry's content, and the events that go out. */
export interface RecordedChange {
  readonly city: CityCode;
  readonly actor: string;
  /** What was done, `<aggregate>.<past tense>`. */
  readonly kind: string;
  readonly object: string;
  /** Where the command came from: see `source.ts`. */
  readonly source: string;
  /** What the record must prove later: a root, counts, sums. Never a person's data. */
  readonly details?: Readonly<Record<string, Json>>;
  readonly events: readonly CloudEvent[];
}

/** What somebody tried and may not: nothing of it is there but this. */
export interface RefusedAttempt extends Omit<RecordedChange, 'events' | 'details'> {
  /** The refusal's code. */
  readonly code: string;
}

/** State, audit entry, postings and events are one write (design rule 2). */
export abstract class ChangeLog {
  /** Technical time: the moment of a change. */
  abstract now(): Date;
  /** Runs the work in one short transaction; a refusal that it returns takes everything back. */
  abstract inOneWrite<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  abstract post(postings: readonly Posting[], transaction: Transaction): Promise<void>;
  abstract record(change: RecordedChange, transaction: Transaction): Promise<void>;
  /** Records an attempt in a write of its own, since the refused one left nothing. */
  abstract recordRefusal(attempt: RefusedAttempt): Promise<void>;
}
