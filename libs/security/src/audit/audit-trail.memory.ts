import { recordedEntry, type RecordedEntry } from './audit-entry.js';
import type { AuditTrail } from './audit-trail.js';

/** A trail in memory, for tests of the core: what was appended can be read. */
export function memoryAuditTrail(): AuditTrail<unknown> & { readonly entries: readonly RecordedEntry[] } {
  const entries: RecordedEntry[] = [];
  return {
    entries,
    append: async (_within, added) => {
      for (const entry of added) entries.push(recordedEntry(entry, entry.id ?? `entry-${entries.length + 1}`));
    },
  };
}
