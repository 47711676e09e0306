import { fen, type CityCode, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { insertNew, sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { chunkRangeOf, runPrefixOf } from '../batch/batch.range.js';
import { dueKey, type Due } from '../item/item.js';
import { lossKey, type SameKindClaim, type TakenElsewhere } from './same-kind.js';
import { SameKindStore } from './same-kind.store.js';

interface SameKindDocument {
  readonly _id: string;
  readonly city: CityCode;
  /** Where payees are rivals. */
  readonly payee?: PersonToken;
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
    const documents = claims.map(({ id, chunkId, payee, ...claim }) => ({ _id: id, city, ...(payee === undefined ? {} : { payee }), dueKey: claim.dueKey, chunk: chunkId, amountFen: claim.amountFen }));
    const ids = [...new Set(claims.map((claim) => claim.id))];
    // What another city sets free between the clash and the look belongs to nobody: it is claimed once more.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if ((await insertNew(this.claims, documents)) === documents.length) return [];
      const held = new Map((await this.claims.find({ _id: { $in: ids } }).toArray()).map((document) => [document._id, document]));
      if (held.size === ids.length) return lossesOf(city, claims, held);
    }
    throw new Error(`Months were claimed and set free ${MAX_TRIES} times while ${city} asked for them`);
  }

  async freeBefore(batchId: string, run: number): Promise<void> {
    await this.claims.deleteMany({ chunk: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) } });
  }

  async freeDue(due: Due, id: string, transaction: Transaction): Promise<void> {
    // Among payees a key has places behind it; nothing else begins with a key and a bar.
    await this.claims.deleteMany({ $or: [{ _id: id }, { _id: { $gt: `${id}|`, $lt: `${id}}` } }], city: due.city, dueKey: dueKey(due) }, { session: sessionOf(transaction) });
  }

  async freeChunks(chunkIds: readonly string[], except: readonly Due[]): Promise<void> {
    if (chunkIds.length > 0) await this.claims.deleteMany({ chunk: { $in: [...chunkIds] }, dueKey: { $nin: except.map(dueKey) } });
  }

  async freeBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.claims.deleteMany({ chunk: { $gte: from, $lt: before } });
  }
}

/** The claims that somebody else holds: another city, or among payees another payee. Each once, for whoever lost it. */
function lossesOf(city: CityCode, claims: readonly SameKindClaim[], held: ReadonlyMap<string, SameKindDocument>): readonly TakenElsewhere[] {
  const losses = claims.flatMap(({ id, payee }): TakenElsewhere[] => {
    const holder = held.get(id);
    if (!holder || (payee === undefined ? holder.city === city : holder.payee === payee)) return [];
    return [{ id, ...(payee === undefined ? {} : { payee }), amountFen: fen(holder.amountFen) }];
  });
  return [...new Map(losses.map((loss) => [lossKey(loss), loss])).values()];
}
