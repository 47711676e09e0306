import { randomUUID } from 'node:crypto';
import { isDuplicateKey, type IndexTable } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Beginning, IdempotencyStore, KeptAnswer } from './idempotency.store.js';

interface KeyRecord {
  readonly _id: string;
  readonly requestHash: string;
  readonly lease: string;
  readonly leasedUntil: Date;
  readonly answer?: KeptAnswer;
  readonly expiresAt: Date;
}

const COLLECTION = 'idempotency_keys';
/** At least the 24 hours that are promised, with an hour for clocks that differ. */
const KEPT_MS = 25 * 3_600_000;
/** Longer than any request may take; after it the one that began is taken for dead. */
const LEASE_MS = 60_000;

/** Give it to `ensureIndexes`: the server itself clears away what has expired. */
export const IDEMPOTENCY_INDEXES = {
  [COLLECTION]: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
} satisfies IndexTable;

/** Keys in the service's own database, so that they are as durable as what they guard. */
export function mongoIdempotencyStore(db: Db, now: () => Date = () => new Date()): IdempotencyStore {
  const keys = db.collection<KeyRecord>(COLLECTION);
  return {
    begin: (id, requestHash) => begin(keys, { id, requestHash, at: now() }),
    finish: async (id, lease, answer) => { await keys.updateOne({ _id: id, lease }, { $set: { answer } }); },
    release: async (id, lease) => { await keys.deleteOne({ _id: id, lease, answer: { $exists: false } }); },
  };
}

async function begin(keys: Collection<KeyRecord>, request: { readonly id: string; readonly requestHash: string; readonly at: Date }): Promise<Beginning> {
  const lease = randomUUID();
  const { id, requestHash, at } = request;
  const leasedUntil = new Date(at.getTime() + LEASE_MS);
  try {
    await keys.insertOne({ _id: id, requestHash, lease, leasedUntil, expiresAt: new Date(at.getTime() + KEPT_MS) });
    return { kind: 'begun', lease };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  const known = await keys.findOne({ _id: id });
  if (known === null) return { kind: 'in-progress' };
  if (known.requestHash !== requestHash) return { kind: 'other-request' };
  if (known.answer !== undefined) return { kind: 'answered', answer: known.answer };
  const { matchedCount } = await keys.updateOne(
    { _id: id, lease: known.lease, leasedUntil: { $lt: at }, answer: { $exists: false } }, { $set: { lease, leasedUntil } });
  return matchedCount === 1 ? { kind: 'begun', lease } : { kind: 'in-progress' };
}
