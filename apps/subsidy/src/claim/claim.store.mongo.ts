import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { factId, type CityCode, type Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Receipt } from '@gongjiang/policy';
import { Binary, type Collection, type Db } from 'mongodb';
import type { DecidedClaim } from './claim.js';
import { ClaimStore, type ClaimCount } from './claim.store.js';

interface ClaimDocument extends Omit<DecidedClaim, 'id'> {
  readonly _id: string;
  /** Where its receipt lies: those of one write lie together. */
  readonly bundle: string;
}
interface BundleDocument {
  readonly _id: string;
  readonly receipts: Binary;
}

export const CLAIM_INDEXES = { claims: [{ key: { city: 1, outcome: 1, _id: 1 } }, { key: { city: 1, entitlement: 1, outcome: 1 } }] } as const;

export class MongoClaimStore extends ClaimStore {
  private readonly claims: Collection<ClaimDocument>;
  private readonly bundles: Collection<BundleDocument>;

  constructor(db: Db) {
    super();
    this.claims = db.collection<ClaimDocument>('claims');
    this.bundles = db.collection<BundleDocument>('claim_receipts');
  }

  async add(claims: readonly DecidedClaim[], receipts: readonly Receipt[], transaction: Transaction): Promise<void> {
    if (claims.length === 0) return;
    const bundle = factId(claims.map((claim) => claim.id).join());
    const packed = new Binary(deflateRawSync(JSON.stringify(receipts), { level: 1 }));
    await this.bundles.insertOne({ _id: bundle, receipts: packed }, { session: sessionOf(transaction) });
    await this.claims.insertMany(claims.map(({ id, ...rest }) => ({ _id: id, bundle, ...rest })), { session: sessionOf(transaction) });
  }

  async find(ids: readonly string[]): Promise<readonly DecidedClaim[]> {
    return (await this.claims.find({ _id: { $in: [...ids] } }).toArray()).map(claimOf);
  }

  async counts(city: CityCode): Promise<readonly ClaimCount[]> {
    const counts = await this.claims.aggregate<{ _id: Omit<ClaimCount, 'claims'>; claims: number }>([
      { $match: { city } },
      { $group: { _id: { entitlement: '$entitlement', outcome: '$outcome', code: { $ifNull: [{ $first: '$codes' }, null] } }, claims: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]).toArray();
    return counts.map(({ _id, claims }) => ({ ..._id, claims }));
  }

  async receipt(city: CityCode, claimId: string): Promise<Receipt | undefined> {
    const claim = await this.claims.findOne({ _id: claimId, city });
    const bundle = claim ? await this.bundles.findOne({ _id: claim.bundle }) : null;
    if (!claim || !bundle) return undefined;
    const receipts = JSON.parse(inflateRawSync(bundle.receipts.buffer).toString('utf8')) as readonly Receipt[];
    return receipts.find((receipt) => receipt.id === claim.receiptId);
  }

  async page(city: CityCode, query: { readonly outcome: DecidedClaim['outcome'] | null; readonly after: string | null; readonly limit: number }): Promise<readonly DecidedClaim[]> {
    const filter = { city, ...(query.outcome ? { outcome: query.outcome } : {}), ...(query.after ? { _id: { $gt: query.after } } : {}) };
    return (await this.claims.find(filter).sort({ _id: 1 }).limit(query.limit).toArray()).map(claimOf);
  }
}

function claimOf({ _id, bundle: _bundle, ...rest }: ClaimDocument): DecidedClaim {
  return { id: _id, ...rest };
}
