import { randomUUID } from 'node:crypto';
import type { IndexTable } from '@gongjiang/persistence';
import type { ClientSession, Collection, Db } from 'mongodb';
import { recordedEntry, type AuditEntry, type RecordedEntry } from './audit-entry.js';
import type { AuditTrail } from './audit-trail.js';

/** `block` is the only field that ever changes: from null to the sealed block that the entry entered. */
export type AuditDocument = Omit<RecordedEntry, 'id'> & { readonly _id: string; readonly block: number | null };

const COLLECTION = 'audit_entries';
/** A command writes a handful; bulk work writes one entry a chunk. */
const MAX_ENTRIES = 1_000;

/** Asked for by name where it matters: with few entries waiting, another index would lead through all that were ever sealed. */
export const IN_CHAIN = 'in-chain';

export const AUDIT_INDEXES = {
  [COLLECTION]: [
    // One index for what waits for its block (`block` is null) and for what a block holds.
    { key: { city: 1, block: 1, at: 1, _id: 1 }, name: IN_CHAIN },
    { key: { city: 1, at: 1, _id: 1 }, name: 'by-time' },
    { key: { city: 1, object: 1, at: 1, _id: 1 }, name: 'by-object' },
    { key: { city: 1, actorId: 1, at: 1, _id: 1 }, name: 'by-actor' },
    { key: { city: 1, kind: 1, at: 1, _id: 1 }, name: 'by-kind' },
  ],
} satisfies IndexTable;

/** The trail in the service's own database. */
export function mongoAuditTrail(db: Db): AuditTrail<ClientSession> {
  return { append: (session, entries) => appendAudit(auditEntries(db), session, entries) };
}

export function auditEntries(db: Db): Collection<AuditDocument> {
  return db.collection<AuditDocument>(COLLECTION);
}

async function appendAudit(collection: Collection<AuditDocument>, session: ClientSession, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  if (entries.length > MAX_ENTRIES) throw new RangeError(`More than ${MAX_ENTRIES} audit entries in one change: ${entries.length}`);
  if (!session.inTransaction()) throw new Error('An audit entry is written in the transaction of the change it tells of');
  await collection.insertMany(entries.map(documentOf), { session, ordered: true });
}

function documentOf(entry: AuditEntry): AuditDocument {
  const { id, ...recorded } = recordedEntry(entry, entry.id ?? randomUUID());
  return { _id: id, ...recorded, block: null };
}

/** An entry as it was recorded, read back from its document. */
export function entryOfDocument({ _id, block: _block, ...recorded }: AuditDocument): RecordedEntry {
  return { id: _id, ...recorded };
}
