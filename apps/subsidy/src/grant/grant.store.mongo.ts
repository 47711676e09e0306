import type { CityCode, Month, Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
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

  async *due(city: CityCode, entitlements: readonly string[], month: Month): AsyncIterable<string> {
    const cursor = this.grants
      .find({ _id: { $gte: city, $lt: `${city}~` }, entitlement: { $in: [...entitlements] } })
      .project<GrantDocument>({ facts: 0 })
      .sort({ _id: 1 })
      .batchSize(5_000);
    for await (const document of cursor) {
      if (duePeriod(grantOf(document), month) !== undefined) yield document._id;
    }
  }

  async spend(ids: readonly string[], batchId: string): Promise<void> {
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'once', spentIn: null }, { $set: { spentIn: batchId } });
  }

  async unspend(batchId: string): Promise<void> {
    await this.grants.updateMany({ spentIn: batchId }, { $set: { spentIn: null } });
  }
}

function grantOf(document: GrantDocument): Grant {
  const { _id, ...rest } = document;
  return { id: _id, ...rest } as Grant;
}
