import { factId, type CityCode, type Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Receipt } from '@gongjiang/policy';
import type { Binary, Collection, Db } from 'mongodb';
import { foldReceipts, unfoldReceipts, type FoldedResults } from '../chunk/chunk.receipts.js';
import { keyOfGrant } from '../grant/grant.js';
import { packed, packedAside, unpacked } from '../shared/packed.mongo.js';
import { payeeRange, type OfPayee } from '../shared/payee-range.js';
import type { ClaimOutcome, Correction, DecidedClaim } from './claim.js';
import { keptTold, toldFrom, type KeptTold } from './claim.told.js';
import { ClaimStore, type ClaimCount, type ClaimsToAdd, type ClaimsToTell } from './claim.store.js';

/** What its key names stands in its key alone. */
interface ClaimDocument extends Omit<DecidedClaim, 'id' | 'corrections' | 'grantId' | 'city' | 'person' | 'entitlement' | 'subject'> {
  readonly _id: string;
  /** True where its first decision opened the grant of the same key. */
  readonly isGrant: boolean;
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

/** Most claims are granted: whoever lists those reads the claims themselves in their order, and a granted claim is in one index less. */
const NOT_GRANTED: readonly ClaimOutcome['outcome'][] = ['refused', 'referred', 'needs-input'];

export const CLAIM_INDEXES = {
  claims: [{ key: { 'standing.outcome': 1, _id: 1 }, partialFilterExpression: { 'standing.outcome': { $in: NOT_GRANTED } } }],
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
    const [kept, told] = await Promise.all([packedAside(foldedReceipts(receipts)), toTell && packedAside(toTell.claims.map(keptTold))]);
    await this.bundles.insertOne({ _id: bundle, receipts: kept, ...(toTell && told ? { toTell: { at: toTell.at, claims: told } } : {}) }, { session });
    await this.claims.insertMany(claims.map((claim) => newDocumentOf(claim, bundle)), { session });
  }

  waiting(): Promise<number> {
    // By a bound that the index alone answers: what waits is a thousand claims a document, and this is asked all day.
    return this.bundles.countDocuments({ 'toTell.at': { $gt: new Date(0) } });
  }

  async toTell(limit: number, except: readonly string[] = []): Promise<readonly (ClaimsToTell & { readonly key: string })[]> {
    const waiting = this.bundles.find({ 'toTell.at': { $exists: true }, ...(except.length > 0 ? { _id: { $nin: [...except] } } : {}) }, { projection: { toTell: 1 } }).sort({ 'toTell.at': 1 }).limit(limit);
    return (await waiting.toArray()).flatMap(({ _id, toTell }) => (toTell ? [{ key: _id, at: toTell.at, claims: unpacked<readonly KeptTold[]>(toTell.claims).map(toldFrom) }] : []));
  }

  async markTold(keys: readonly string[]): Promise<void> {
    await this.bundles.updateMany({ _id: { $in: [...keys] } }, { $unset: { toTell: 1 } });
  }

  async untold(id: string, transaction: Transaction): Promise<ClaimsToTell | undefined> {
    const session = sessionOf(transaction);
    const claim = await this.claims.findOne({ _id: id }, { projection: { bundle: 1 }, session });
    const bundle = claim && (await this.bundles.findOne({ _id: claim.bundle }, { projection: { toTell: 1 }, session }));
    if (!bundle?.toTell) return undefined;
    return { at: bundle.toTell.at, claims: unpacked<readonly KeptTold[]>(bundle.toTell.claims).filter(([told]) => told === id).map(toldFrom) };
  }

  async correct(id: string, correction: Correction, receipt: Receipt, transaction: Transaction): Promise<boolean> {
    const isNext = correction.number === 1 ? { corrections: { $exists: false } } : { corrections: { $size: correction.number - 1 } };
    const { outcome, codes } = correction;
    const changed = await this.claims.updateOne({ _id: id, ...isNext }, { $push: { corrections: correction }, $set: { standing: { outcome, codes } } }, { session: sessionOf(transaction) });
    if (changed.matchedCount === 0) return false;
    await this.bundles.insertOne({ _id: correctionBundleOf(id, correction.number), receipts: packed(foldedReceipts([receipt])) }, { session: sessionOf(transaction) });
    return true;
  }

  async find(ids: readonly string[]): Promise<readonly DecidedClaim[]> {
    return (await this.claims.find({ _id: { $in: [...ids] } }).toArray()).map(claimOf);
  }

  async ofCity(city: CityCode, id: string, transaction?: Transaction): Promise<DecidedClaim | undefined> {
    if (!isOfCity(id, city)) return undefined;
    const document = await this.claims.findOne({ _id: id }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? claimOf(document) : undefined;
  }

  async counts(city: CityCode): Promise<readonly ClaimCount[]> {
    const counts = await this.claims.aggregate<{ _id: Omit<ClaimCount, 'claims'>; claims: number }>([
      { $match: { _id: rangeOf(city) } },
      { $group: { _id: { entitlement: { $arrayElemAt: [{ $split: ['$_id', '|'] }, 1] }, outcome: '$standing.outcome', code: { $ifNull: [{ $first: '$standing.codes' }, null] } }, claims: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]).toArray();
    return counts.map(({ _id, claims }) => ({ ..._id, claims }));
  }

  async receipt(city: CityCode, claimId: string, decision?: number): Promise<Receipt | undefined> {
    const claim = isOfCity(claimId, city) ? await this.claims.findOne({ _id: claimId }) : null;
    if (!claim) return undefined;
    const number = decision ?? claim.corrections?.length ?? 0;
    const receiptId = number === 0 ? claim.receiptId : claim.corrections?.[number - 1]?.receiptId;
    const bundle = await this.bundles.findOne({ _id: number === 0 ? claim.bundle : correctionBundleOf(claimId, number) });
    if (!bundle) return undefined;
    return receiptsIn(bundle).find((receipt) => receipt.id === receiptId);
  }

  async page(city: CityCode, query: { readonly outcome: ClaimOutcome['outcome'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly DecidedClaim[]> {
    const filter = { ...(query.outcome ? { 'standing.outcome': query.outcome } : {}), _id: rangeOf(city, query.after) };
    return (await this.claims.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(claimOf);
  }

  async ofPayee(of: OfPayee): Promise<readonly DecidedClaim[]> {
    return (await this.claims.find({ _id: payeeRange(of) }).sort({ _id: 1 }).limit(of.limit).toArray()).map(claimOf);
  }
}

/** As those of a chunk: what they share is written once. */
function foldedReceipts(receipts: readonly Receipt[]): FoldedResults {
  return foldReceipts([{ lines: [], held: [], receipts }]);
}

function receiptsIn({ receipts }: Pick<BundleDocument, 'receipts'>): readonly Receipt[] {
  return unfoldReceipts(unpacked<FoldedResults>(receipts)).flatMap((result) => result.receipts);
}

/** A city's claims are one range of the key. */
function rangeOf(city: CityCode, after: string | null = null): { readonly $gt: string; readonly $lt: string } {
  return { $gt: after !== null && isOfCity(after, city) ? after : city, $lt: `${city}~` };
}

function isOfCity(id: string, city: CityCode): boolean {
  return id.startsWith(city);
}

function correctionBundleOf(claimId: string, number: number): string {
  return factId(`${claimId}|c${number}`);
}

function newDocumentOf({ id, period, facts, origin, source, outcome, codes, receiptId, grantId }: DecidedClaim, bundle: string): ClaimDocument {
  return { _id: id, bundle, period, facts, origin, source, outcome, codes, receiptId, isGrant: grantId !== null, standing: { outcome, codes } };
}

function claimOf({ _id, period, facts, origin, source, outcome, codes, receiptId, isGrant, corrections = [] }: ClaimDocument): DecidedClaim {
  return { id: _id, ...keyOfGrant(_id), period, facts, origin, source, outcome, codes, receiptId, grantId: isGrant ? _id : null, corrections };
}
