import { fen, groupBy, isMonth, type CityCode, type Month, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { IN_ONE_GO, insertAndTellKnown, sessionOf } from '@gongjiang/persistence';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import { batchOfChunk, chunkRangeOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import type { GrantStore } from '../grant/grant.store.js';
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
  /** Who came second: their months are decided anew, should this claim be set free. */
  readonly waiting?: readonly Waiting[];
}

interface Waiting {
  readonly grantId: string;
  readonly month: Month;
}

/** What is asked of a claim that was made before. */
const HOLDER = { city: 1, payee: 1, chunk: 1, amountFen: 1 } as const;

/** Two cities that claim and cancel in turn meet once or twice; more is something else. */
const MAX_TRIES = 20;

/** The claims of all cities in one collection: the unique `_id` decides who was first. No other index: setting free is rare. */
export class MongoSameKindStore extends SameKindStore {
  private readonly claims: Collection<SameKindDocument>;
  /** Of each city the batch that met a claim of another last. */
  private readonly clashing = new Map<CityCode, string>();

  constructor(db: Db, private readonly grants: Pick<GrantStore, 'recheckMonths'>) {
    super();
    this.claims = db.collection<SameKindDocument>('same_kind_claims');
  }

  async claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    const documents = claims.map(({ id, chunkId, payee, ...claim }) => ({ _id: id, city, ...(payee === undefined ? {} : { payee }), dueKey: claim.dueKey, chunk: chunkId, amountFen: claim.amountFen }));
    let left: readonly SameKindDocument[] = documents;
    // What another city sets free between the clash and the look belongs to nobody: it is claimed once more.
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      left = await this.insert(city, left);
      if (left.length === 0) return [];
      // Of a thousand claims a few were made before: they alone are looked at.
      const ids = [...new Set(left.map(({ _id }) => _id))];
      const held = new Map((await this.claims.find({ _id: { $in: ids } }, { projection: HOLDER, ...IN_ONE_GO }).toArray()).map((document) => [document._id, document]));
      if (held.size === ids.length && (await this.takeOver(city, claims, held)) && (await this.wait(city, claims, held))) return lossesOf(city, claims, held);
    }
    throw new Error(`Months were claimed and set free ${MAX_TRIES} times while ${city} asked for them`);
  }

  async heldByOthers(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    const held = await this.claims.find({ _id: { $in: [...new Set(claims.map(({ id }) => id))] } }, { projection: HOLDER, ...IN_ONE_GO }).toArray();
    return lossesOf(city, claims, new Map(held.map((document) => [document._id, document])));
  }

  /**
   * Inserts the claims; answers those that were there. A clash has its neighbours inserted one by one, which takes the
   * database ten times as long: in a batch that has met one, what is there is looked for first.
   */
  private async insert(city: CityCode, documents: readonly SameKindDocument[]): Promise<readonly SameKindDocument[]> {
    const batchId = batchOfChunk(documents[0]?.chunk ?? '');
    const there = this.clashing.get(city) === batchId ? await this.idsThere(documents) : undefined;
    const known = there ? documents.filter(({ _id }) => there.has(_id)) : [];
    const clashed = await insertAndTellKnown(this.claims, there ? documents.filter(({ _id }) => !there.has(_id)) : documents);
    if (clashed.length > 0) this.clashing.set(city, batchId);
    return [...known, ...clashed];
  }

  private async idsThere(documents: readonly SameKindDocument[]): Promise<ReadonlySet<string>> {
    return new Set((await this.claims.find({ _id: { $in: documents.map(({ _id }) => _id) } }, { projection: { _id: 1 }, ...IN_ONE_GO }).toArray()).map(({ _id }) => _id));
  }

  async freeBefore(batchId: string, run: number): Promise<void> {
    await this.free({ chunk: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) } });
  }

  async freeDue(due: Due, id: string, transaction: Transaction): Promise<void> {
    // Among payees a key has places behind it; nothing else begins with a key and a bar.
    await this.free({ $or: [{ _id: id }, { _id: { $gt: `${id}|`, $lt: `${id}}` } }], city: due.city, dueKey: dueKey(due) }, transaction);
  }

  async freeChunks(chunkIds: readonly string[], except: readonly Due[]): Promise<void> {
    if (chunkIds.length > 0) await this.free({ chunk: { $in: [...chunkIds] }, dueKey: { $nin: except.map(dueKey) } });
  }

  async freeBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.free({ chunk: { $gte: from, $lt: before } });
  }

  /**
   * What an earlier run of the same batch claimed becomes this chunk's: a worker of that run that wakes late then frees
   * what is its own and nothing else. False where it was freed meanwhile.
   */
  private async takeOver(city: CityCode, claims: readonly SameKindClaim[], held: ReadonlyMap<string, SameKindDocument>): Promise<boolean> {
    const older = claims.filter(({ id, chunkId, payee }) => {
      const holder = held.get(id);
      return holder?.city === city && holder.payee === payee && isOfEarlierRun(holder.chunk, chunkId);
    });
    for (const [chunk, own] of groupBy(older, ({ chunkId }) => chunkId)) {
      const ids = [...new Set(own.map(({ id }) => id))];
      const { matchedCount } = await this.claims.updateMany({ _id: { $in: ids }, city, chunk: { $gte: chunkRangeOf(batchOfChunk(chunk)).from, $lte: chunk } }, { $set: { chunk } });
      if (matchedCount < ids.length) return false;
    }
    return true;
  }

  /** Leaves word with each city that was first. False where one of them set its month free meanwhile. */
  private async wait(city: CityCode, claims: readonly SameKindClaim[], held: ReadonlyMap<string, SameKindDocument>): Promise<boolean> {
    const lost = claims.flatMap((claim) => {
      const holder = held.get(claim.id);
      const waiting = holder && holder.city !== city ? waitingOf(claim) : undefined;
      return holder && waiting ? [{ holder, waiting }] : [];
    });
    if (lost.length === 0) return true;
    const { matchedCount } = await this.claims.bulkWrite(lost.map(({ holder: { _id, chunk }, waiting }) => ({ updateOne: { filter: { _id, chunk }, update: { $addToSet: { waiting } } } })), { ordered: false });
    return matchedCount === lost.length;
  }

  /** Whoever came second is decided anew. Before the claim goes: who dies in between does it once more, and a decision too many makes nothing. */
  private async free(filter: Filter<SameKindDocument>, transaction?: Transaction): Promise<void> {
    const session: { session?: ClientSession } = transaction ? { session: sessionOf(transaction) } : {};
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      await this.claims.deleteMany({ ...filter, waiting: { $exists: false } }, session);
      const awaited = await this.claims.find({ ...filter, waiting: { $exists: true } }, { projection: { waiting: 1 }, ...session }).toArray();
      if (awaited.length === 0) return;
      const byMonth = groupBy(awaited.flatMap(({ waiting = [] }) => waiting), ({ month }) => month);
      for (const [month, own] of byMonth) await this.grants.recheckMonths(own.map(({ grantId }) => grantId), month, transaction);
      await this.claims.bulkWrite(awaited.map(({ _id, waiting = [] }) => ({ deleteOne: { filter: { _id, waiting } } })), { ordered: false, ...session });
    }
    throw new Error(`Others asked ${MAX_TRIES} times for what was being set free`);
  }
}

/** The monthly grant and its month, as the due's key names them. What is paid once is asked again anyway. */
function waitingOf({ dueKey: key }: SameKindClaim): Waiting | undefined {
  const end = key.lastIndexOf('|');
  const period = key.slice(end + 1);
  return isMonth(period) ? { grantId: key.slice(0, end), month: period } : undefined;
}

function isOfEarlierRun(chunk: string, than: string): boolean {
  return chunk >= chunkRangeOf(batchOfChunk(than)).from && chunk < ownRunPrefixOf(than);
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
