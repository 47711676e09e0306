import { fen, type CityCode, type Fen, type Transaction, type Year } from '@gongjiang/kernel';
import type { Account } from '@gongjiang/ledger';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { VoucherStore, type Told } from './voucher.store.js';
import type { Voucher } from './voucher.js';

type VoucherDocument = Omit<Voucher, 'id'> & { readonly _id: string };
interface CounterDocument { readonly _id: string; readonly last: number }

/** The unique index is what makes each part of a subject once. */
export const VOUCHER_INDEXES = {
  vouchers: [{ key: { city: 1, kind: 1, subject: 1, part: 1 }, unique: true }, { key: { city: 1, _id: 1 } }],
} as const;

/** Vouchers in Mongo: insert only. Numbers come from one counter a city and year, in the same write as their voucher: so none is missing. */
export class MongoVoucherStore extends VoucherStore {
  private readonly vouchers: Collection<VoucherDocument>;
  private readonly counters: Collection<CounterDocument>;

  constructor(db: Db) {
    super();
    this.vouchers = db.collection<VoucherDocument>('vouchers');
    this.counters = db.collection<CounterDocument>('voucher_counters');
  }

  async told(city: CityCode): Promise<ReadonlyMap<string, Told>> {
    const signed = { $cond: [{ $eq: ['$lines.side', 'debit'] }, '$lines.amountFen', { $multiply: ['$lines.amountFen', -1] }] };
    const sums = this.vouchers.aggregate<{ _id: { kind: string; subject: string; account: Account }; parts: number; amountFen: number }>([
      { $match: { city } }, { $unwind: '$lines' },
      { $group: { _id: { kind: '$kind', subject: '$subject', account: '$lines.account' }, parts: { $max: '$part' }, amountFen: { $sum: signed } } },
    ], { allowDiskUse: true });
    const told = new Map<string, { parts: number; balances: Map<Account, Fen> }>();
    for await (const { _id, parts, amountFen } of sums) {
      const key = `${_id.kind}/${_id.subject}`;
      const subject = told.get(key) ?? { parts: 0, balances: new Map<Account, Fen>() };
      subject.parts = Math.max(subject.parts, parts);
      subject.balances.set(_id.account, fen(amountFen));
      told.set(key, subject);
    }
    return told;
  }

  async nextNumber(city: CityCode, year: Year, transaction: Transaction): Promise<number> {
    const counted = await this.counters.findOneAndUpdate({ _id: `${city}/${year}` }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after', session: sessionOf(transaction) });
    return counted?.last ?? 1;
  }

  async keep({ id, ...rest }: Voucher, transaction: Transaction): Promise<boolean> {
    const { city, kind, subject, part } = rest;
    // Looked at first: an insert that clashes would end the transaction, and a refusal could not be given.
    if ((await this.vouchers.countDocuments({ city, kind, subject, part }, { session: sessionOf(transaction), limit: 1 })) > 0) return false;
    await this.vouchers.insertOne({ _id: id, ...rest }, { session: sessionOf(transaction) });
    return true;
  }

  async find(city: CityCode, id: string): Promise<Voucher | undefined> {
    const document = await this.vouchers.findOne({ _id: id, city });
    return document ? voucherOf(document) : undefined;
  }

  async ofCity(city: CityCode, { year, after, limit }: { readonly year: Year | null; readonly after: string | null; readonly limit: number }): Promise<readonly Voucher[]> {
    const filter = { city, ...(year ? { year } : {}), ...(after ? { _id: { $gt: after } } : {}) };
    return (await this.vouchers.find(filter).sort({ _id: 1 }).limit(limit).toArray()).map(voucherOf);
  }
}

function voucherOf({ _id, ...rest }: VoucherDocument): Voucher {
  return { id: _id, ...rest };
}
