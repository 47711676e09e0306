import type { CityCode, Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db, Filter } from 'mongodb';
import type { Case } from './case.js';
import { CaseStore, type CasePosition } from './case.store.js';

type CaseDocument = (Case extends infer One ? (One extends Case ? Omit<One, 'id'> : never) : never) & { readonly _id: string };

export const CASE_INDEXES = { reconciliation_cases: [{ key: { city: 1, day: 1, _id: 1 } }, { key: { city: 1, status: 1, day: 1, _id: 1 } }, { key: { account: 1, 'mismatch.endToEndId': 1 } }] } as const;

/** Cases in Mongo, where the readers of statements open them. */
export class MongoCaseStore extends CaseStore {
  private readonly cases: Collection<CaseDocument>;

  constructor(db: Db) {
    super();
    this.cases = db.collection<CaseDocument>('reconciliation_cases');
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<Case | undefined> {
    const document = await this.cases.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? caseOf(document) : undefined;
  }

  async change(before: Case, after: Case, transaction: Transaction): Promise<boolean> {
    // What the statements say of it is theirs to write: persons change who has it in hand, and how it ended.
    const { id: _id, mismatch: _mismatch, ...fields } = after;
    const asItWas = { _id: before.id, status: before.status, ...('owner' in before ? { owner: before.owner } : {}) } as Filter<CaseDocument>;
    return (await this.cases.updateOne(asItWas, { $set: fields }, { session: sessionOf(transaction) })).matchedCount === 1;
  }

  async page(city: CityCode, { status, after, limit }: { readonly status: Case['status'] | null; readonly after: CasePosition | null; readonly limit: number }): Promise<readonly Case[]> {
    const behind: Filter<CaseDocument> = after === null ? {} : { $or: [{ day: { $gt: after.day } }, { day: after.day, _id: { $gt: after.id } }] };
    const found = this.cases.find({ city, ...(status === null ? {} : { status }), ...behind } as Filter<CaseDocument>);
    return (await found.sort({ day: 1, _id: 1 }).limit(limit).toArray()).map(caseOf);
  }
}

function caseOf({ _id, ...rest }: CaseDocument): Case {
  return { id: _id, ...rest };
}
