import type { CloudEvent } from '@gongjiang/contracts';
import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { Posting } from '@gongjiang/ledger';

/** A change as others hear of it: the audit entry's content, and the events that go out. */
export interface RecordedChange {
  readonly city: CityCode;
  readonly actor: string;
  /** What was done, `<aggregate>.<past tense>`. */
  readonly kind: string;
  readonly object: string;
  readonly events: readonly CloudEvent[];
}

/** State, audit entry, postings and events are one write (design rule 2). */
export abstract class ChangeLog {
  /** Technical time: the moment of a change. */
  abstract now(): Date;
  /** Runs the work in one short transaction; a refusal that it returns takes everything back. */
  abstract inOneWrite<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  abstract post(postings: readonly Posting[], transaction: Transaction): Promise<void>;
  abstract record(change: RecordedChange, transaction: Transaction): Promise<void>;
}
