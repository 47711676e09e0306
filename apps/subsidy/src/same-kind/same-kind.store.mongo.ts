import { fen, type CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { chunkRangeOf, runPrefixOf } from '../batch/batch.range.js';
import type { SameKindClaim, TakenElsewhere } from './same-kind.js';
import { SameKindStore } from './same-kind.store.js';

interface SameKindDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly dueKey: string;
  readonly chunk: string;
  readonly amountFen: number;
}

/** The claims of all cities in one collection: the unique `_id` decides who was first. No other index: setting free is rare. */
export class MongoSameKindStore extends SameKindStore {
  private readonly claims: Collection<SameKindDocument>;

  constructor(db: Db) {
    super();
    this.claims = db.collection<SameKindDocument>('same_kind_claims');
  }

  async claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    if (claims.length === 0) return [];
    const added = await insertNew(this.claims, claims.map(({ id, dueKey, chunkId, amountFen }) => ({ _id: id, city, dueKey, chunk: chunkId, amountFen })));
    if (added === claims.length) return [];
    const others = await this.claims.find({ _id: { $in: claims.map((claim) => claim.id) }, city: { $ne: city } }).toArray();
    return others.map((document) => ({ id: document._id, amountFen: fen(document.amountFen) }));
  }

  async freeBefore(batchId: string, run: number): Promise<void> {
    await this.claims.deleteMany({ chunk: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) } });
  }

  async freeBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.claims.deleteMany({ chunk: { $gte: from, $lt: before } });
  }
}
