import { ok, refuse, type CityCode, type Fen, type Result, type Year } from '@gongjiang/kernel';
import type { Collection, Db, Document } from 'mongodb';
import { availableFen, type Fund, type FundRefusalCode, type Reservation, type ReservationKey } from './fund.js';
import { FundStore } from './fund.store.js';

interface FundDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly budgetFen: Fen;
  readonly budgets: readonly Fen[];
  readonly reservations: readonly Reservation[];
}
type FundResult = Result<Fund, { readonly code: FundRefusalCode; readonly details?: Readonly<Record<string, string | number | boolean>> }>;

const RESERVED: Document = { $sum: '$reservations.amountFen' };

/** Funds in Mongo: hot documents, so never part of an open transaction. */
export class MongoFundStore extends FundStore {
  private readonly funds: Collection<FundDocument>;

  constructor(db: Db) {
    super();
    this.funds = db.collection<FundDocument>('funds');
  }

  async setBudget(city: CityCode, fund: string, year: Year, budgetFen: Fen): Promise<FundResult> {
    const _id = idOf(city, fund, year);
    await this.funds.updateOne({ _id }, { $setOnInsert: { city, fund, year, budgetFen: 0 as Fen, budgets: [], reservations: [] } }, { upsert: true });
    const budgets = { $cond: [{ $eq: ['$budgetFen', budgetFen] }, '$budgets', { $concatArrays: ['$budgets', [budgetFen]] }] };
    const changed = await this.funds.findOneAndUpdate({ _id, $expr: { $lte: [RESERVED, budgetFen] } }, [{ $set: { budgetFen, budgets } }], { returnDocument: 'after' });
    return changed ? ok(fundOf(changed)) : refuse('fund.below-reserved', { fund, year, budgetFen });
  }

  async reserve(key: ReservationKey, amountFen: Fen): Promise<FundResult> {
    const { city, fund, year, batchId, calculation } = key;
    const enough = { $lte: [{ $add: [RESERVED, amountFen] }, '$budgetFen'] };
    const reserved = await this.funds.findOneAndUpdate(
      { _id: idOf(city, fund, year), 'reservations.batchId': { $ne: batchId }, $expr: enough },
      { $push: { reservations: { batchId, calculation, amountFen } } },
      { returnDocument: 'after' },
    );
    return reserved ? ok(fundOf(reserved)) : this.whyNotReserved(key, amountFen);
  }

  private async whyNotReserved({ city, fund, year, batchId, calculation }: ReservationKey, amountFen: Fen): Promise<FundResult> {
    const found = await this.find(city, fund, year);
    if (!found) return refuse('fund.unknown', { fund, year });
    const own = found.reservations.find((reservation) => reservation.batchId === batchId);
    if (own?.amountFen === amountFen && own.calculation === calculation) return ok(found);
    return own ? refuse('fund.reserved-otherwise', { fund, reservedFen: own.amountFen }) : refuse('fund.overdrawn', { fund, year, availableFen: availableFen(found), neededFen: amountFen });
  }

  async keepOnly({ city, fund, year, batchId, calculation }: ReservationKey, amountFen: Fen): Promise<FundResult> {
    const _id = idOf(city, fund, year);
    const own = { batchId: { $eq: batchId }, calculation: { $lte: calculation } };
    const update = amountFen === 0 ? { $pull: { reservations: own } } : { $set: { 'reservations.$[own].amountFen': amountFen } };
    const changed = await this.funds.findOneAndUpdate(
      { _id, reservations: { $elemMatch: { ...own, amountFen: { $gte: amountFen } } } },
      update,
      { returnDocument: 'after', ...(amountFen === 0 ? {} : { arrayFilters: [{ 'own.batchId': batchId }] }) },
    );
    if (changed) return ok(fundOf(changed));
    const found = await this.find(city, fund, year);
    return found ? ok(found) : refuse('fund.unknown', { fund, year });
  }

  async free(city: CityCode, fund: string, batchId: string): Promise<void> {
    await this.funds.updateMany({ city, fund }, { $pull: { reservations: { batchId } } });
  }

  async find(city: CityCode, fund: string, year: Year): Promise<Fund | undefined> {
    const document = await this.funds.findOne({ _id: idOf(city, fund, year) });
    return document ? fundOf(document) : undefined;
  }

  async ofCity(city: CityCode): Promise<readonly Fund[]> {
    return (await this.funds.find({ city }).sort({ _id: 1 }).toArray()).map(fundOf);
  }
}

function idOf(city: CityCode, fund: string, year: Year): string {
  return `${city}/${fund}/${year}`;
}

function fundOf({ city, fund, year, budgetFen, budgets, reservations }: FundDocument): Fund {
  return { city, fund, year, budgetFen, budgets, reservations };
}
