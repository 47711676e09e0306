import { groupBy, type CityCode, type Day, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { fewBetween, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db, Document } from 'mongodb';
import { standingBar, type CreditBars, type KnownBar } from './credit-bar.js';
import { CreditBarStore, type HeardOfBar } from './credit-bar.store.js';

interface BarDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly bar: string;
  readonly subject: KnownBar['subject'];
  readonly barred?: { readonly from: Day; readonly until: Day | null; readonly sequence: string };
  readonly lifted?: { readonly freeFrom: Day; readonly sequence: string };
}

export const CREDIT_BAR_INDEXES = { credit_bars: [{ key: { city: 1, 'subject.id': 1 } }] } as const;

/** Bars in Mongo: one document each. Few persons have one. */
export class MongoCreditBarStore extends CreditBarStore {
  private readonly bars: Collection<BarDocument>;

  constructor(db: Db) {
    super();
    this.bars = db.collection<BarDocument>('credit_bars');
  }

  async hear(city: CityCode, heard: HeardOfBar, transaction: Transaction): Promise<KnownBar | undefined> {
    const _id = `${city}|${heard.id}`;
    const session = sessionOf(transaction);
    const { modifiedCount, upsertedCount } = await this.bars.updateOne({ _id }, [{ $set: changeOf(city, heard) }], { upsert: true, session });
    if (modifiedCount + upsertedCount === 0) return undefined;
    const document = await this.bars.findOne({ _id }, { session });
    return document ? barOf(document) : undefined;
  }

  async standing(city: CityCode, tokens: readonly PersonToken[]): Promise<CreditBars> {
    if (tokens.length === 0) return new Map();
    const [wanted, order] = [new Set<string>(tokens), [...tokens].sort()];
    const found = await fewBetween(
      (limit) => this.bars.find({ city, 'subject.id': { $gte: order[0] ?? '', $lte: order.at(-1) ?? '' } }).limit(limit).toArray(),
      () => this.bars.find({ city, 'subject.id': { $in: order } }).toArray(),
    );
    const own = found.filter(({ subject }) => wanted.has(subject.id)).sort((one, other) => (one._id < other._id ? -1 : 1));
    const standing = own.map(barOf).flatMap((bar) => standingBar(bar) ?? []);
    return groupBy(standing, ({ subject }) => subject.id as PersonToken);
  }
}

/** One statement; what came later of a kind stays, in whatever order it comes. */
function changeOf(city: CityCode, { id, subject, sequence, ...heard }: HeardOfBar): Document {
  const field = heard.kind;
  const value = heard.kind === 'barred' ? { from: heard.from, until: heard.until, sequence } : { freeFrom: heard.freeFrom, sequence };
  const isLater = { $lt: [{ $ifNull: [`$${field}.sequence`, ''] }, { $literal: sequence }] };
  return { city: { $literal: city }, bar: { $literal: id }, subject: { $literal: subject }, [field]: { $cond: [isLater, { $literal: value }, `$${field}`] } };
}

function barOf({ bar, subject, barred, lifted }: BarDocument): KnownBar {
  return { id: bar, subject, barred: barred ? { from: barred.from, until: barred.until } : null, freeFrom: lifted?.freeFrom ?? null };
}
