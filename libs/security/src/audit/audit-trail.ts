import type { AuditEntry } from './audit-entry.js';

/** Where what was done is written down, as part of the change itself: both are there, or neither. */
export interface AuditTrail<Transaction> {
  /** Appends inside the caller's transaction. Throws where an entry carries personal data or cannot be written. */
  append(within: Transaction, entries: readonly AuditEntry[]): Promise<void>;
}
