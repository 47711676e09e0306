import { fen, sumFen, type CityCode, type Fen, type Period, type PersonToken, type Result, type Transaction } from '@gongjiang/kernel';
import { insertNew, isDuplicateKey, MAX_INSERT_DOCUMENTS, saveVersioned, sessionOf, type VersionConflict } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { dueKey, type Due } from '../item/item.js';
import type { TakenOverDue, Takeover, TakeoverSummary } from './takeover.js';
import { TakeoverStore, type KeptTakeover } from './takeover.store.js';

interface TakeoverDocument {
  readonly _id: string;
  readonly version: number;
  readonly city: CityCode;
  readonly takeover: Takeover;
}
/** Keyed by the takeover and the due: one takeover is one range of the key, person by person. */
interface DueDocument {
  readonly _id: string;
  readonly takeover: string;
  readonly entitlement: string;
  readonly person: string;
  readonly amountFen: number;
  readonly line: number;
  readonly leftOut?: true;
}
interface GateDocument {
  readonly _id: CityCode;
  readonly passed: number;
}

export const TAKEOVER_INDEXES = {
  takeovers: [{ key: { city: 1, _id: 1 } }, { key: { 'takeover.status': 1, _id: 1 }, partialFilterExpression: { 'takeover.status': 'accepted' } }],
  takeover_dues: [{ key: { takeover: 1, leftOut: 1 }, partialFilterExpression: { leftOut: true } }],
} as const;

export class MongoTakeoverStore extends TakeoverStore {
  private readonly takeovers: Collection<TakeoverDocument>;
  private readonly laid: Collection<DueDocument>;
  private readonly gates: Collection<GateDocument>;

  constructor(db: Db) {
    super();
    this.takeovers = db.collection<TakeoverDocument>('takeovers');
    this.laid = db.collection<DueDocument>('takeover_dues');
    this.gates = db.collection<GateDocument>('takeover_gates');
  }

  async receive({ id, city, file }: Pick<Takeover, 'id' | 'city' | 'file'>, actor: string): Promise<void> {
    const begun: Takeover = { id, city, file, handedInBy: [actor], status: 'receiving' };
    try {
      await this.takeovers.updateOne({ _id: id }, { $setOnInsert: { version: 1, city, takeover: begun } }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // Somebody else hands the same file in, in this moment.
    }
    // Under a new version: who loaded the older one must see that there is one more.
    const isNew = { 'takeover.status': { $in: ['receiving', 'in-review'] as const }, 'takeover.handedInBy': { $ne: actor } };
    await this.takeovers.updateOne({ _id: id, ...isNew }, { $push: { 'takeover.handedInBy': actor }, $inc: { version: 1 } });
  }

  async lay(takeoverId: string, dues: readonly Omit<TakenOverDue, 'isLeftOut'>[]): Promise<void> {
    const documents = dues.map(({ due, amountFen, line }) => ({ _id: keyOf(takeoverId, dueKey(due)), takeover: takeoverId, entitlement: due.entitlement, person: due.person, amountFen, line }));
    for (let at = 0; at < documents.length; at += MAX_INSERT_DOCUMENTS) await insertNew(this.laid, documents.slice(at, at + MAX_INSERT_DOCUMENTS));
  }

  async linesOf(takeoverId: string, dueKeys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = this.laid.find({ _id: { $in: dueKeys.map((key) => keyOf(takeoverId, key)) } }, { projection: { line: 1 } });
    return new Map((await found.toArray()).map(({ _id, line }) => [dueKeyOf(_id), line]));
  }

  async summary(takeoverId: string): Promise<TakeoverSummary> {
    const ofPayee = { $group: { _id: { entitlement: '$entitlement', person: '$person' }, periods: { $sum: 1 }, amountFen: { $sum: '$amountFen' } } };
    const byPeriods = { $group: { _id: { entitlement: '$_id.entitlement', periods: '$periods' }, payees: { $sum: 1 }, amountFen: { $sum: '$amountFen' } } };
    const groups = await this.laid.aggregate<{ _id: { entitlement: string; periods: number }; payees: number; amountFen: number }>(
      [{ $match: rangeOf(takeoverId) }, ofPayee, byPeriods, { $sort: { _id: 1 } }], { allowDiskUse: true }).toArray();
    return summaryOf(groups.map(({ _id, payees, amountFen }) => ({ ..._id, payees, amountFen: fen(amountFen) })));
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<KeptTakeover | undefined> {
    const document = await this.takeovers.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? keptOf(document) : undefined;
  }

  async save(takeover: Takeover, version: number, transaction: Transaction): Promise<Result<number, VersionConflict>> {
    return saveVersioned<TakeoverDocument>(this.takeovers, { _id: takeover.id, city: takeover.city, takeover }, { version, session: sessionOf(transaction) });
  }

  async ofCity(city: CityCode, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<readonly KeptTakeover[]> {
    return (await this.takeovers.find({ city, ...(after ? { _id: { $gt: after } } : {}) }).sort({ _id: 1 }).limit(limit).toArray()).map(keptOf);
  }

  async dues(takeoverId: string, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<readonly TakenOverDue[]> {
    const { _id } = rangeOf(takeoverId);
    const range = after === null ? _id : { $gt: keyOf(takeoverId, after), $lt: _id.$lt };
    return (await this.laid.find({ _id: range }).sort({ _id: 1 }).limit(limit).toArray()).map(dueOf);
  }

  async leaveOut(takeoverId: string, dueKeys: readonly string[]): Promise<void> {
    await this.laid.updateMany({ _id: { $in: dueKeys.map((key) => keyOf(takeoverId, key)) } }, { $set: { leftOut: true } });
  }

  async countLeftOut(takeoverId: string): Promise<number> {
    return this.laid.countDocuments({ takeover: takeoverId, leftOut: true });
  }

  async accepted(limit: number): Promise<readonly KeptTakeover[]> {
    return (await this.takeovers.find({ 'takeover.status': 'accepted' }).sort({ _id: 1 }).limit(limit).toArray()).map(keptOf);
  }

  async isBeingCounted(city: CityCode, transaction: Transaction): Promise<boolean> {
    return (await this.takeovers.findOne({ city, 'takeover.status': 'accepted' }, { projection: { _id: 1 }, session: sessionOf(transaction) })) !== null;
  }

  async passGate(city: CityCode, transaction: Transaction): Promise<void> {
    await this.gates.updateOne({ _id: city }, { $inc: { passed: 1 } }, { upsert: true, session: sessionOf(transaction) });
  }
}

function summaryOf(groups: readonly { readonly entitlement: string; readonly periods: number; readonly payees: number; readonly amountFen: Fen }[]): TakeoverSummary {
  const ids = [...new Set(groups.map(({ entitlement }) => entitlement))];
  const byEntitlement = ids.map((entitlement) => {
    const own = groups.filter((group) => group.entitlement === entitlement);
    const payees = own.reduce((sum, group) => sum + group.payees, 0);
    return { entitlement, dues: own.reduce((sum, group) => sum + group.periods * group.payees, 0), payees, amountFen: sumFen(own.map((group) => group.amountFen)) };
  });
  return {
    dues: byEntitlement.reduce((sum, { dues }) => sum + dues, 0),
    amountFen: sumFen(byEntitlement.map(({ amountFen }) => amountFen)),
    byEntitlement,
    periodsUsed: groups.map(({ entitlement, periods, payees }) => ({ entitlement, periods, payees })),
  };
}

function keyOf(takeoverId: string, key: string): string {
  return `${takeoverId}|${key}`;
}

function dueKeyOf(id: string): string {
  return id.slice(id.indexOf('|') + 1);
}

/** `}` sorts behind the `|` that follows a takeover's id. */
function rangeOf(takeoverId: string): { readonly _id: { readonly $gte: string; readonly $lt: string } } {
  return { _id: { $gte: `${takeoverId}|`, $lt: `${takeoverId}}` } };
}

function dueOf({ _id, amountFen, line, leftOut }: DueDocument): TakenOverDue {
  const [owner = '', entitlement = '', subject = '', period = ''] = dueKeyOf(_id).split('|');
  const due: Due = { city: owner.slice(0, 6) as CityCode, person: owner.slice(6) as PersonToken, entitlement, subject: subject === '' ? null : subject, period: period as Period };
  return { due, amountFen: fen(amountFen), line, isLeftOut: leftOut === true };
}

function keptOf({ takeover, version }: TakeoverDocument): KeptTakeover {
  return { takeover, version };
}
