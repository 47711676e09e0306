import { fen, type CityCode, type Transaction } from '@gongjiang/kernel';
import { insertNew, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { chunkRangeOf, runPrefixOf } from '../batch/batch.range.js';
import { dueKey, type Due } from '../item/item.js';
import type { SameKindClaim, TakenElsewhere } from './same-kind.js';
import { SameKindStore } from './same-kind.store.js';

interface SameKindDocument {
  readonly _id: string;
  readonly city: CityCode;
  readonly dueKey: string;
  readonly chunk: string;
  readonly amountFen: number;
}

/** Two cities that claim and cancel in turn meet once or twice; more is something else. */
const MAX_TRIES = 20;

/** The claims of all cities in one collection: the unique `_id` decides who was first. No other index: setting free is rare. */
export class MongoSameKindStore extends SameKindStore {
  private readonly claims: Collection<SameKindDocument>;

  constructor(db: Db) {
    super();
    this.claims = db.collection<SameKindDocument>('same_kind_claims');
  }

  async claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    const documents = claims.map(({ id, chunkId, ...claim }) => ({ _id: id, city, dueKey: claim.dueKey, chunk: chunkId, amountFen: claim.amountFen }));
    const ids = [...new Set(claims.map((claim) => claim.id))];
    // What another city sets free between the clash and the look belongs to nobody: it is claimed once more.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if ((await insertNew(this.claims, documents)) === documents.length) return [];
      const held = await this.claims.find({ _id: { $in: ids } }).toArray();
      if (held.length === ids.length) return held.filter((document) => document.city !== city).map((document) => ({ id: document._id, amountFen: fen(document.amountFen) }));
    }
    throw new Error(`Months were claimed and set free ${MAX_TRIES} times while ${city} asked for them`);
  }

  async freeBefore(batchId: string, run: number): Promise<void> {
    await this.claims.deleteMany({ chunk: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) } });
  }

  async freeDue(due: Due, id: string, transaction: Transaction): Promise<void> {
    await this.claims.deleteOne({ _id: id, city: due.city, dueKey: dueKey(due) }, { session: sessionOf(transaction) });
  }

  async freeChunks(chunkIds: readonly string[], except: readonly Due[]): Promise<void> {
    if (chunkIds.length > 0) await this.claims.deleteMany({ chunk: { $in: [...chunkIds] }, dueKey: { $nin: except.map(dueKey) } });
  }

  async freeBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.claims.deleteMany({ chunk: { $gte: from, $lt: before } });
  }
}
