import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { factId, type CityCode, type Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Receipt } from '@gongjiang/policy';
import { Binary, type Collection, type Db } from 'mongodb';
import { payeeRange, type OfPayee } from '../shared/payee-range.js';
import type { ClaimOutcome, Correction, DecidedClaim } from './claim.js';
import type { ToldClaim } from './claim.messages.js';
import { ClaimStore, type ClaimCount, type ClaimsToAdd, type ClaimsToTell } from './claim.store.js';

interface ClaimDocument extends Omit<DecidedClaim, 'id' | 'corrections'> {
  readonly _id: string;
  /** Where its receipt lies: those of one write lie together. */
  readonly bundle: string;
  readonly corrections?: readonly Correction[];
  /** Of the decision that stands: lists and counts go by it. */
  readonly standing: Pick<ClaimOutcome, 'outcome' | 'codes'>;
}
interface BundleDocument {
  readonly _id: string;
  readonly receipts: Binary;
  /** While events of the write are to be derived: what they tell. */
  readonly toTell?: { readonly at: Date; readonly claims: Binary };
}

export const CLAIM_INDEXES = {
  claims: [{ key: { city: 1, 'standing.outcome': 1, _id: 1 } }],
  claim_receipts: [{ key: { 'toTell.at': 1 }, partialFilterExpression: { 'toTell.at': { $exists: true } } }],
} as const;

/** Claims in Mongo: a document a claim, with the decisions that corrections led to; receipts lie apart, packed. */
export class MongoClaimStore extends ClaimStore {
  private readonly claims: Collection<ClaimDocument>;
  private readonly bundles: Collection<BundleDocument>;

  constructor(db: Db) {
    super();
    this.claims = db.collection<ClaimDocument>('claims');
    this.bundles = db.collection<BundleDocument>('claim_receipts');
  }

  async add({ claims, receipts, toTell }: ClaimsToAdd, transaction: Transaction): Promise<void> {
    if (claims.length === 0) return;
    const bundle = factId(claims.map((claim) => claim.id).join());
    const session = sessionOf(transaction);
    await this.bundles.insertOne({ _id: bundle, receipts: packed(receipts), ...(toTell ? { toTell: { at: toTell.at, claims: packed(toTell.claims) } } : {}) }, { session });
    await this.claims.insertMany(claims.map((claim) => newDocumentOf(claim, bundle)), { session });
  }

  async toTell(limit: number): Promise<readonly (ClaimsToTell & { readonly key: string })[]> {
    const waiting = this.bundles.find({ 'toTell.at': { $exists: true } }, { projection: { toTell: 1 } }).sort({ 'toTell.at': 1 }).limit(limit);
    return (await waiting.toArray()).flatMap(({ _id, toTell }) => (toTell ? [{ key: _id, at: toTell.at, claims: unpacked<readonly ToldClaim[]>(toTell.claims) }] : []));
  }

  async markTold(keys: readonly string[]): Promise<void> {
    await this.bundles.updateMany({ _id: { $in: [...keys] } }, { $unset: { toTell: 1 } });
  }

  async untold(id: string, transaction: Transaction): Promise<ClaimsToTell | undefined> {
    const session = sessionOf(transaction);
    const claim = await this.claims.findOne({ _id: id }, { projection: { bundle: 1 }, session });
    const bundle = claim && (await this.bundles.findOne({ _id: claim.bundle }, { projection: { toTell: 1 }, session }));
    if (!bundle?.toTell) return undefined;
    return { at: bundle.toTell.at, claims: unpacked<readonly ToldClaim[]>(bundle.toTell.claims).filter((told) => told.claim.id === id) };
  }

  async correct(id: string, correction: Correction, receipt: Receipt, transaction: Transaction): Promise<boolean> {
    const isNext = correction.number === 1 ? { corrections: { $exists: false } } : { corrections: { $size: correction.number - 1 } };
    const { outcome, codes } = correction;
    const changed = await this.claims.updateOne({ _id: id, ...isNext }, { $push: { corrections: correction }, $set: { standing: { outcome, codes } } }, { session: sessionOf(transaction) });
    if (changed.matchedCount === 0) return false;
    await this.bundles.insertOne({ _id: correctionBundleOf(id, correction.number), receipts: packed([receipt]) }, { session: sessionOf(transaction) });
    return true;
  }

  async find(ids: readonly string[]): Promise<readonly DecidedClaim[]> {
    return (await this.claims.find({ _id: { $in: [...ids] } }).toArray()).map(claimOf);
  }

  async ofCity(city: CityCode, id: string, transaction?: Transaction): Promise<DecidedClaim | undefined> {
    const document = await this.claims.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? claimOf(document) : undefined;
  }

  async counts(city: CityCode): Promise<readonly ClaimCount[]> {
    const counts = await this.claims.aggregate<{ _id: Omit<ClaimCount, 'claims'>; claims: number }>([
      { $match: { city } },
      { $group: { _id: { entitlement: '$entitlement', outcome: '$standing.outcome', code: { $ifNull: [{ $first: '$standing.codes' }, null] } }, claims: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]).toArray();
    return counts.map(({ _id, claims }) => ({ ..._id, claims }));
  }

  async receipt(city: CityCode, claimId: string, decision?: number): Promise<Receipt | undefined> {
    const claim = await this.claims.findOne({ _id: claimId, city });
    if (!claim) return undefined;
    const number = decision ?? claim.corrections?.length ?? 0;
    const receiptId = number === 0 ? claim.receiptId : claim.corrections?.[number - 1]?.receiptId;
    const bundle = await this.bundles.findOne({ _id: number === 0 ? claim.bundle : correctionBundleOf(claimId, number) });
    if (!bundle) return undefined;
    return unpacked<readonly Receipt[]>(bundle.receipts).find((receipt) => receipt.id === receiptId);
  }

  async page(city: CityCode, query: { readonly outcome: ClaimOutcome['outcome'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly DecidedClaim[]> {
    const filter = { city, ...(query.outcome ? { 'standing.outcome': query.outcome } : {}), ...(query.after ? { _id: { $gt: query.after } } : {}) };
    return (await this.claims.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(claimOf);
  }

  async ofPayee(of: OfPayee): Promise<readonly DecidedClaim[]> {
    return (await this.claims.find({ _id: payeeRange(of) }).sort({ _id: 1 }).limit(of.limit).toArray()).map(claimOf);
  }
}

function packed(value: unknown): Binary {
  return new Binary(deflateRawSync(JSON.stringify(value), { level: 1 }));
}

function unpacked<T>({ buffer }: Binary): T {
  return JSON.parse(inflateRawSync(buffer).toString('utf8')) as T;
}

function correctionBundleOf(claimId: string, number: number): string {
  return factId(`${claimId}|c${number}`);
}

function newDocumentOf({ id, corrections: _none, ...rest }: DecidedClaim, bundle: string): ClaimDocument {
  return { _id: id, bundle, ...rest, standing: { outcome: rest.outcome, codes: rest.codes } };
}

function claimOf({ _id, bundle: _bundle, standing: _standing, corrections = [], ...rest }: ClaimDocument): DecidedClaim {
  return { id: _id, ...rest, corrections };
}
