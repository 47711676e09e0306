import type { CityCode, Result, Transaction } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import { saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { FundChange, FundChangeStatus } from './fund-change.js';
import { FundChangeStore, type KeptFundChange } from './fund-change.store.js';

interface FundChangeDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly change: FundChange;
}

export const FUND_CHANGE_INDEXES = {
  fund_changes: [{ key: { city: 1, _id: 1 } }, { key: { 'change.status': 1, _id: 1 }, partialFilterExpression: { 'change.status': 'confirmed' } }],
} as const;

export class MongoFundChangeStore extends FundChangeStore {
  private readonly changes: Collection<FundChangeDocument>;

  constructor(db: Db) {
    super();
    this.changes = db.collection<FundChangeDocument>('fund_changes');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptFundChange | undefined> {
    const document = await this.changes.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? keptOf(document) : undefined;
  }

  async save(change: FundChange, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    return saveVersioned<FundChangeDocument>(this.changes, { _id: change.id, city: change.city, change }, { version, session: sessionOf(transaction) });
  }

  async count({ city, fund, year }: FundYear, transaction: Transaction): Promise<{ readonly all: number; readonly proposed: number }> {
    const own = { city, 'change.fund': fund, 'change.year': year };
    const session = sessionOf(transaction);
    return { all: await this.changes.countDocuments(own, { session }), proposed: await this.changes.countDocuments({ ...own, 'change.status': 'proposed' }, { session }) };
  }

  async ofCity(city: CityCode, { status, after, limit }: { readonly status: FundChangeStatus | null; readonly after: string | null; readonly limit: number }): Promise<readonly KeptFundChange[]> {
    const filter = { city, ...(status ? { 'change.status': status } : {}), ...(after ? { _id: { $gt: after } } : {}) };
    return (await this.changes.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(keptOf);
  }

  async confirmed(limit: number): Promise<readonly KeptFundChange[]> {
    return (await this.changes.find({ 'change.status': 'confirmed' }).sort({ _id: 1 }).limit(limit).toArray()).map(keptOf);
  }
}

function keptOf({ change, version }: FundChangeDocument): KeptFundChange {
  return { change, version };
}
