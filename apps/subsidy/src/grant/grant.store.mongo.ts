import type { Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Batch } from '../batch/batch.js';
import { batchOfChunk, chunkRangeOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { duePeriod, type Grant } from './grant.js';
import { GrantStore } from './grant.store.js';

type GrantDocument = Omit<Grant, 'id'> & { readonly _id: string };

export const GRANT_INDEXES = { grants: [{ key: { spentIn: 1 }, partialFilterExpression: { spentIn: { $type: 'string' } } }] } as const;

/** Grants in Mongo, keyed by city, person, entitlement and subject: a city's due grants are one range of the key. */
export class MongoGrantStore extends GrantStore {
  private readonly grants: Collection<GrantDocument>;

  constructor(db: Db) {
    super();
    this.grants = db.collection<GrantDocument>('grants');
  }

  async open(grants: readonly Grant[], transaction: Transaction): Promise<void> {
    if (grants.length === 0) return;
    await this.grants.insertMany(grants.map(({ id, ...rest }) => ({ _id: id, ...rest })), { session: sessionOf(transaction) });
  }

  async find(ids: readonly string[]): Promise<readonly Grant[]> {
    return (await this.grants.find({ _id: { $in: [...ids] } }).sort({ _id: 1 }).toArray()).map(grantOf);
  }

  async *due({ id, city, entitlements, period }: Pick<Batch, 'id' | 'city' | 'entitlements' | 'period'>): AsyncIterable<string> {
    const cursor = this.grants
      .find({ _id: { $gte: city, $lt: `${city}~` }, entitlement: { $in: [...entitlements] } })
      .project<GrantDocument>({ facts: 0 })
      .sort({ _id: 1 })
      .batchSize(5_000);
    for await (const document of cursor) {
      if (duePeriod(grantOf(document), id, period) !== undefined) yield document._id;
    }
  }

  async spend(ids: readonly string[], chunkId: string): Promise<void> {
    const { from } = chunkRangeOf(batchOfChunk(chunkId));
    const isFree = [{ spentIn: null }, { spentIn: { $gte: from, $lt: ownRunPrefixOf(chunkId) } }];
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'once', $or: isFree }, { $set: { spentIn: chunkId } });
  }

  async unspendBefore(batchId: string, run: number): Promise<void> {
    await this.grants.updateMany({ spentIn: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) } }, { $set: { spentIn: null } });
  }

  async unspendChunk(chunkId: string): Promise<void> {
    await this.grants.updateMany({ spentIn: chunkId }, { $set: { spentIn: null } });
  }

  async unspendBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.grants.updateMany({ spentIn: { $gte: from, $lt: before } }, { $set: { spentIn: null } });
  }
}

function grantOf(document: GrantDocument): Grant {
  const { _id, ...rest } = document;
  return { id: _id, ...rest } as Grant;
}
