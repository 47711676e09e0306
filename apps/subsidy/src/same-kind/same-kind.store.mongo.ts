import { fen, type CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { SameKindClaim, TakenElsewhere } from './same-kind.js';
import { SameKindStore } from './same-kind.store.js';

interface SameKindDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly dueKey: string;
  readonly amountFen: number;
}

/** The claims of all cities in one collection: the unique `_id` decides who was first. */
export class MongoSameKindStore extends SameKindStore {
  private readonly claims: Collection<SameKindDocument>;

  constructor(db: Db) {
    super();
    this.claims = db.collection<SameKindDocument>('same_kind_claims');
  }

  async claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    if (claims.length === 0) return [];
    const added = await insertNew(this.claims, claims.map(({ id, dueKey, amountFen }) => ({ _id: id, city, dueKey, amountFen })));
    if (added === claims.length) return [];
    const others = await this.claims.find({ _id: { $in: claims.map((claim) => claim.id) }, city: { $ne: city } }).toArray();
    return others.map((document) => ({ id: document._id, amountFen: fen(document.amountFen) }));
  }

  async free(city: CityCode, ids: readonly string[]): Promise<void> {
    await this.claims.deleteMany({ _id: { $in: [...ids] }, city });
  }
}
