import { addMonths, type CityCode, type Month, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { IN_ONE_GO, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Batch } from '../batch/batch.js';
import { batchOfChunk, chunkRangeOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { dueFrom, isDueOnce, keyOfGrant, periodsOf, type DueIn, type FactsFrom, type Grant } from './grant.js';
import { GrantStore, type DueGrant } from './grant.store.js';

/** What its key names stands in its key alone; but for the entitlement, by which it is asked for. */
type GrantDocument = Omit<Grant, 'id' | 'city' | 'person' | 'subject'> & { readonly _id: string };

export const GRANT_INDEXES = { grants: [{ key: { spentIn: 1 }, partialFilterExpression: { spentIn: { $type: 'string' } } }] } as const;

/** Grants in Mongo, keyed by city, person, entitlement and subject: a city's due grants are one range of the key. */
export class MongoGrantStore extends GrantStore {
  private readonly grants: Collection<GrantDocument>;

  constructor(db: Db, private readonly grantsAPage = GRANTS_A_PAGE) {
    super();
    this.grants = db.collection<GrantDocument>('grants');
  }

  async open(grants: readonly Grant[], transaction: Transaction): Promise<void> {
    if (grants.length === 0) return;
    await this.grants.insertMany(grants.map(newDocumentOf), { session: sessionOf(transaction) });
  }

  async find(ids: readonly string[]): Promise<readonly Grant[]> {
    return (await this.grants.find({ _id: { $in: [...ids] } }, IN_ONE_GO).sort({ _id: 1 }).toArray()).map(grantOf);
  }

  async idsOf(city: CityCode, person: PersonToken, transaction?: Transaction): Promise<readonly string[]> {
    const prefix = `${city}${person}|`;
    const own = this.grants.find({ _id: { $gte: prefix, $lt: `${prefix}~` } }, { projection: { _id: 1 }, ...(transaction ? { session: sessionOf(transaction) } : {}) });
    return (await own.toArray()).map((document) => document._id);
  }

  async *due({ city, entitlements }: Pick<Batch, 'city' | 'entitlements'>, asked: DueIn): AsyncIterable<readonly DueGrant[]> {
    let after = city as string;
    for (;;) {
      const range = { _id: { $gt: after, $lt: `${city}~` }, entitlement: { $in: [...entitlements] } };
      const page = await this.grants.find(range, { limit: this.grantsAPage, batchSize: this.grantsAPage }).project<GrantDocument>(WHAT_IS_DUE).sort({ _id: 1 }).toArray();
      yield page.flatMap(({ _id, ...rest }) => dueOf({ id: _id, ...rest } as Grant, asked) ?? []);
      const last = page.at(-1);
      if (last === undefined || page.length < this.grantsAPage) return;
      after = last._id;
    }
  }

  async recheck(ids: readonly string[], from: Month, transaction?: Transaction): Promise<void> {
    await this.recheckMonths(ids, from, transaction);
    const session = transaction ? { session: sessionOf(transaction) } : {};
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'once', spentIn: { $ne: REVOKED } }, { $set: { spentIn: null } }, session);
  }

  async correct(id: string, corrected: FactsFrom, transaction: Transaction): Promise<void> {
    await this.grants.updateOne({ _id: id }, { $push: { corrected } }, { session: sessionOf(transaction) });
  }

  async recheckMonths(ids: readonly string[], from: Month, transaction?: Transaction): Promise<void> {
    if (ids.length === 0) return;
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'monthly' }, recheckedFrom(from), transaction ? { session: sessionOf(transaction) } : {});
  }

  async recheckPersons(city: CityCode, tokens: readonly PersonToken[], from: Month): Promise<void> {
    const prefixes = tokens.map((token) => new RegExp(`^${city}${token}\\|`));
    await this.grants.updateMany({ _id: { $in: prefixes }, times: 'monthly' }, recheckedFrom(from));
  }

  async hasAny(city: CityCode): Promise<boolean> {
    return (await this.grants.findOne({ _id: { $gte: city, $lt: `${city}~` } }, { projection: { _id: 1 } })) !== null;
  }

  async revoke(ids: readonly string[], from: Month, transaction: Transaction): Promise<void> {
    const session = { session: sessionOf(transaction) };
    const last = addMonths(from, -1);
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'monthly', $or: [{ lastMonth: null }, { lastMonth: { $gt: last } }] }, { $set: { lastMonth: last } }, session);
    await this.grants.updateMany({ _id: { $in: [...ids] }, times: 'once' }, { $set: { spentIn: REVOKED } }, session);
  }

  async spend(ids: readonly string[], chunkId: string): Promise<void> {
    if (ids.length === 0) return;
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

/** Some hundred bytes each: one answer of the database holds them. To take each from a stream by itself cost more than to read it. */
const GRANTS_A_PAGE = 5_000;

/** Of each of a city's grants no more is read than says whether it is due: the plan is the one step that cannot be done side by side. */
const WHAT_IS_DUE = { times: 1, firstMonth: 1, lastMonth: 1, recheck: 1, period: 1, spentIn: 1 } as const;

/** In the place of the chunk that paid: nothing is paid any more. Sorts behind every chunk. */
const REVOKED = '~revoked';

/** The earliest month that is asked for stands; the time is the database's. */
function recheckedFrom(from: Month) {
  return [{ $set: { recheck: { from: { $min: [{ $ifNull: ['$recheck.from', from] }, from] }, at: '$$NOW' } } }];
}

/** A new grant is rechecked from its first month: the batches of earlier months did not know it. */
function newDocumentOf(grant: Grant): GrantDocument {
  const { id, entitlement, facts, times } = grant;
  const known = { _id: id, entitlement, facts, times };
  if (grant.times === 'once') return Object.assign(known, { period: grant.period, spentIn: grant.spentIn });
  return Object.assign(known, { firstMonth: grant.firstMonth, lastMonth: grant.lastMonth, recheck: { from: grant.firstMonth, at: new Date() } });
}

function dueOf(grant: Grant, asked: DueIn): DueGrant | undefined {
  if (grant.times === 'once') return isDueOnce(grant, asked) ? { id: grant.id, recheckFrom: null, periods: 1 } : undefined;
  const from = dueFrom(grant, asked);
  return from && { id: grant.id, recheckFrom: from === asked.month ? null : from, periods: periodsOf(grant, from, asked.month).length };
}

function grantOf(document: GrantDocument): Grant {
  const { _id, ...rest } = document;
  return { id: _id, ...keyOfGrant(_id), ...rest } as Grant;
}
