import { fen, groupBy, ZERO_FEN, type CityCode, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { IN_ONE_GO, insertNew, sessionOf } from '@gongjiang/persistence';
import type { AnyBulkWriteOperation, ClientSession, Collection, Db, Filter } from 'mongodb';
import { batchOfChunk, chunkRangeOf, isChunkOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { payeeRange, type OfPayee } from '../shared/payee-range.js';
import { documentOf, dueOf, itemOf, MONEY_FIELDS, moneyLineOf, type ItemDocument } from './item.document.mongo.js';
import { behind, inState, ofBatch, rangeOf, writtenAs } from './item.filters.mongo.js';
import { dueKey, isFaultOfPayer, nextAttemptOf, type Booking, type Item, type ItemState, type MoneyLine, type PastDue } from './item.js';
import { inRuns, stateOfLine, whatBecameOf, type JointState } from './joint-state.js';
import { MongoJointStates } from './joint-state.store.mongo.js';
import { ItemStore, type ItemPosition, type ItemSum, type OwedItem, type RejectedItem } from './item.store.js';
import { MongoItemSums } from './item.sums.mongo.js';
import { withLine, type DueSum } from './past-due.js';
import { keysInScope, type PastScope } from './past-due.scope.js';

export const ITEM_INDEXES = {
  items: [
    { key: { chunk: 1, _id: 1 } },
    { key: { putRight: 1, carriedIn: 1, _id: 1 }, partialFilterExpression: { putRight: true } },
    { key: { carriedIn: 1 }, partialFilterExpression: { carriedIn: { $type: 'string' } } },
    // What the bank refused or sent back has a reason, as few lines have.
    { key: { reason: 1, _id: 1 }, partialFilterExpression: { reason: { $type: 'string' } } },
  ],
} as const;

/** What a calculation wrote and nobody has approved. */
const UNAPPROVED: readonly ItemState[] = ['due', 'withheld', 'void'];
/** What a chunk's joint state says: such lines are written as due, all but a few. */
const SAID_JOINTLY: ReadonlySet<ItemState> = new Set(['due', 'accepted', 'settled']);
/**
 * Items in Mongo. The key is the `_id`, person first; the one other index finds a chunk's, and by its prefix a batch's. What
 * the bank says of a chunk's lines alike is written beside them; where both are read, it is read first: what it says then
 * was true of the lines that are read after it.
 */
export class MongoItemStore extends ItemStore {
  private readonly items: Collection<ItemDocument>;
  private readonly joint: MongoJointStates;
  private readonly sums: MongoItemSums;

  constructor(db: Db) {
    super();
    this.items = db.collection<ItemDocument>('items');
    this.joint = new MongoJointStates(db);
    this.sums = new MongoItemSums(this.items, this.joint);
  }

  async add(items: readonly Item[]): Promise<void> {
    const added = await insertNew(this.items, items.map(documentOf));
    if (added < items.length) await this.takeOver(items);
  }

  async ofChunk(chunkId: string, states?: readonly ItemState[]): Promise<readonly Item[]> {
    const joint = await this.joint.of(chunkId);
    const documents = await this.items.find({ chunk: chunkId, ...(states ? { state: { $in: [...writtenAs(states, joint)] } } : {}) }, IN_ONE_GO).sort({ _id: 1 }).toArray();
    const items = documents.map((document) => itemOf(document, joint));
    return states ? items.filter(({ state }) => states.includes(state)) : items;
  }

  async moneyOf(chunkId: string): Promise<readonly MoneyLine[]> {
    const joint = await this.joint.of(chunkId);
    return (await this.items.find({ chunk: chunkId }, { projection: MONEY_FIELDS, ...IN_ONE_GO }).sort({ _id: 1 }).toArray()).map((document) => moneyLineOf(document, joint));
  }

  async owedBy(chunkId: string): Promise<readonly OwedItem[]> {
    const found = this.items.find({ chunk: chunkId, attempt: 1 }, { projection: { amountFen: 1 }, ...IN_ONE_GO }).sort({ _id: 1 });
    return (await found.toArray()).map(({ _id, amountFen }) => ({ id: _id, due: dueOf(_id), amountFen: fen(amountFen) }));
  }

  async past(city: CityCode, first: PersonToken, last: PersonToken, batchId: string, scope?: PastScope): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    // `}` sorts behind the `|` that follows a person's token: the range holds the last person's dues too.
    const ofPersons: Filter<ItemDocument> = { _id: { $gte: `${city}${first}|`, $lt: `${city}${last}}` } };
    const range: Filter<ItemDocument> = scope ? { $and: [ofPersons, { _id: keysInScope(scope) }] } : ofPersons;
    // What an earlier planning run of the batch left behind, or a frozen worker of it writes just now, entitles to nothing.
    const documents = (await this.items.find(range, { projection: { amountFen: 1, chunk: 1, state: 1, attempt: 1 }, ...IN_ONE_GO }).toArray()).filter(({ chunk }) => !isChunkOf(chunk, batchId));
    const joint = await this.jointOf(documents);
    const byPerson = new Map<PersonToken, Map<string, DueSum>>();
    for (const { _id, amountFen, chunk, state, attempt } of documents) {
      const due = dueOf(_id);
      const dues = byPerson.get(due.person) ?? new Map<string, DueSum>();
      dues.set(dueKey(due), withLine(dues.get(dueKey(due)) ?? { due, amountFen: ZERO_FEN, items: 0, unpaid: 0 }, { amountFen: fen(amountFen), state: stateOfLine(_id, state, joint.get(chunk)), attempt }));
      byPerson.set(due.person, dues);
    }
    return new Map([...byPerson].map(([person, dues]) => [person, [...dues.values()].map(({ unpaid, ...past }) => ({ ...past, isPaid: unpaid === 0 }))]));
  }

  async takenOver(city: CityCode, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    if (tokens.length === 0) return new Map();
    // Prefixes, so that the key's index is read person by person and not from the first to the last.
    const own: Filter<ItemDocument> = { _id: { $in: tokens.map((token) => new RegExp(`^${city}${token}\\|`)) }, state: 'taken-over' };
    const documents = await this.items.find(own, { projection: { amountFen: 1 } }).sort({ _id: 1 }).toArray();
    return groupBy(documents.map(({ _id, amountFen }): PastDue => ({ due: dueOf(_id), amountFen: fen(amountFen), items: 1, isPaid: true })), ({ due }) => due.person);
  }

  async addTakenOver(items: readonly Item[]): Promise<readonly string[]> {
    const chunks = new Map(items.map((item) => [item.id, item.chunkId]));
    if ((await insertNew(this.items, items.map(documentOf))) === items.length) return [];
    const there = await this.items.find({ _id: { $in: [...chunks.keys()] } }, { projection: { chunk: 1 } }).toArray();
    return there.filter(({ _id, chunk }) => chunks.get(_id) !== chunk).map(({ _id }) => _id);
  }

  async known(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set((await this.items.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  }

  async applyAnswer(chunkId: string, rejected: readonly RejectedItem[]): Promise<void> {
    if (rejected.length > 0) {
      if (await this.joint.of(chunkId)) return;
      await this.items.bulkWrite(rejected.map(({ itemId, reason }) => ({
        updateOne: { filter: { _id: itemId, state: 'due' }, update: { $set: { state: 'rejected', reason, ...(isFaultOfPayer(reason) ? { putRight: true } : {}) } } },
      })), { ordered: false });
    }
    // Only when every refused line is marked may all that is left of the chunk count as accepted.
    await this.joint.answer(chunkId);
  }

  async applyBookings(chunkId: string, settled: readonly Booking[], returned: readonly Booking[], read?: readonly MoneyLine[]): Promise<void> {
    if (settled.length > 0) await this.book(chunkId, settled, read ?? (await this.moneyOf(chunkId)));
    if (returned.length > 0) await this.takeBack(chunkId, returned);
  }

  private async book(chunkId: string, settled: readonly Booking[], read: readonly MoneyLine[]): Promise<void> {
    const { booked, single } = inRuns(read.flatMap(({ id, state }) => (state === 'accepted' ? [id] : [])), settled);
    await this.joint.book(chunkId, booked);
    const byPage = groupBy(single, (booking) => `${booking.bookedOn} ${booking.page}`);
    const bookings: AnyBulkWriteOperation<ItemDocument>[] = [...byPage.values()].map((ofPage) => ({
      updateMany: { filter: { chunk: chunkId, state: 'due', _id: { $in: ofPage.map((booking) => booking.itemId) } }, update: { $set: { state: 'settled', bookedOn: ofPage[0]?.bookedOn ?? null, settledBy: ofPage[0]?.page ?? null } } },
    }));
    if (bookings.length > 0) await this.items.bulkWrite(bookings, { ordered: true });
  }

  /** A line that comes back says so itself, and with it what it had been settled by. */
  private async takeBack(chunkId: string, returned: readonly Booking[]): Promise<void> {
    const joint = await this.joint.of(chunkId);
    const returns = returned.flatMap(({ itemId, bookedOn: returnedOn, page: returnedBy, reason }): AnyBulkWriteOperation<ItemDocument>[] => {
      const back = { state: 'returned', returnedOn, returnedBy, reason } as const;
      const written: AnyBulkWriteOperation<ItemDocument> = { updateOne: { filter: { _id: itemId, state: 'settled' }, update: { $set: back } } };
      const said = joint ? whatBecameOf(itemId, joint) : undefined;
      if (said?.state !== 'settled') return [written];
      const { bookedOn, settledBy } = said;
      return [written, { updateOne: { filter: { _id: itemId, chunk: chunkId, state: 'due' }, update: { $set: { ...back, bookedOn, settledBy } } } }];
    });
    await this.items.bulkWrite(returns, { ordered: true });
  }

  sumsOfBatch(batchId: string): Promise<readonly ItemSum[]> {
    return this.sums.ofBatch(batchId);
  }

  async settleInBooks(chunkId: string): Promise<void> {
    await this.items.bulkWrite((['offset', 'claim-back'] as const).map((way) => ({
      updateMany: { filter: { chunk: chunkId, state: 'due', way }, update: { $set: { state: way === 'offset' ? 'offset' : 'overpaid' } } },
    })), { ordered: false });
  }

  async withhold(itemIds: readonly string[], transaction: Transaction): Promise<readonly Item[]> {
    return this.change(itemIds, ['due'], { state: 'withheld' }, transaction);
  }

  async restore(itemIds: readonly string[], transaction: Transaction): Promise<readonly Item[]> {
    return this.change(itemIds, ['withheld'], { state: 'due' }, transaction);
  }

  async void(itemIds: readonly string[], reason: string, transaction: Transaction): Promise<readonly Item[]> {
    return this.change(itemIds, ['due', 'withheld'], { state: 'void', reason }, transaction);
  }

  async owed(city: CityCode, { person, after, limit }: { readonly person: PersonToken | null; readonly after: string | null; readonly limit: number }): Promise<readonly Item[]> {
    const range = person === null ? { $gte: city, $lt: `${city}~` } : { $gte: `${city}${person}|`, $lt: `${city}${person}}` };
    const open: Filter<ItemDocument> = { reason: { $type: 'string' }, state: { $in: ['rejected', 'returned'] }, putRight: { $ne: true }, _id: after === null ? range : { ...range, $gt: after } };
    return (await this.items.find(open).sort({ _id: 1 }).limit(limit).toArray()).map((document) => itemOf(document));
  }

  async putRight(city: CityCode, person: PersonToken, transaction: Transaction): Promise<number> {
    const own: Filter<ItemDocument> = { _id: { $gte: `${city}${person}|`, $lt: `${city}${person}}` }, state: { $in: ['rejected', 'returned'] }, carriedIn: null };
    const changed = await this.items.updateMany(own, { $set: { putRight: true } }, { session: sessionOf(transaction) });
    return changed.matchedCount;
  }

  async *toCarry(city: CityCode, entitlements: readonly string[]): AsyncIterable<Item> {
    const free: Filter<ItemDocument> = { putRight: true, carriedIn: null, _id: { $gte: city, $lt: `${city}~` } };
    for await (const document of this.items.find(free).sort({ _id: 1 })) {
      const item = itemOf(document);
      if (entitlements.includes(item.due.entitlement)) yield item;
    }
  }

  async carry(itemIds: readonly string[], chunkId: string): Promise<readonly Item[]> {
    // First the lines are this chunk's and no other's; then their next attempts are written.
    const { from } = chunkRangeOf(batchOfChunk(chunkId));
    const isFree = [{ carriedIn: null }, { carriedIn: { $gte: from, $lt: ownRunPrefixOf(chunkId) } }];
    await this.items.updateMany({ _id: { $in: [...itemIds] }, putRight: true, $or: isFree }, { $set: { carriedIn: chunkId } });
    const carried = await this.items.find({ carriedIn: chunkId }).sort({ _id: 1 }).toArray();
    await this.add(carried.map((document) => nextAttemptOf(itemOf(document), chunkId)));
    return this.ofChunk(chunkId);
  }

  async discardBefore(batchId: string, run: number): Promise<void> {
    await this.discard({ $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) });
  }

  async discardChunk(chunkId: string): Promise<void> {
    await this.discard({ $gte: chunkId, $lte: chunkId });
  }

  async discardBatch(batchId: string): Promise<void> {
    const { from, before } = chunkRangeOf(batchId);
    await this.discard({ $gte: from, $lt: before });
  }

  private async discard(chunks: { readonly $gte: string; readonly $lt?: string; readonly $lte?: string }): Promise<void> {
    // What was sent never goes, whatever state its lines are written with.
    const sent = [...(await this.joint.inRange(chunks)).keys()];
    await this.items.deleteMany({ chunk: { ...chunks, $nin: sent }, state: { $in: [...UNAPPROVED] } });
    await this.items.updateMany({ carriedIn: chunks }, { $set: { carriedIn: null } });
  }

  /** Changes those of the lines that are in one of the states; answers them as they were. */
  private async change(itemIds: readonly string[], from: readonly ItemState[], fields: { readonly state: ItemState; readonly reason?: string }, transaction: Transaction): Promise<readonly Item[]> {
    const session = sessionOf(transaction);
    const written = await this.items.find({ _id: { $in: [...itemIds] }, state: { $in: [...from] } }, { session }).sort({ _id: 1 }).toArray();
    const joint = await this.jointOf(written, session);
    // Of what was sent, only a line that was held back from it may still be ended.
    const found = written.filter(({ chunk, state }) => !joint.has(chunk) || (state === 'withheld' && fields.state === 'void'));
    if (found.length > 0) await this.items.updateMany({ _id: { $in: found.map(({ _id }) => _id) }, state: { $in: [...from] } }, { $set: fields }, { session });
    return found.map((document) => itemOf(document));
  }

  async page(city: CityCode, batchId: string, query: { readonly state: ItemState | null; readonly after: ItemPosition | null; readonly limit: number }): Promise<readonly Item[]> {
    if (!batchId.startsWith(`${city}.`)) return [];
    const { state, limit } = query;
    const joint = state !== null && SAID_JOINTLY.has(state) ? await this.joint.inRange({ ...rangeOf(batchId), ...(query.after ? { $gte: query.after.chunkId } : {}) }) : undefined;
    const found: Item[] = [];
    for (let after = query.after; found.length < limit;) {
      const documents: readonly ItemDocument[] = await this.items.find({ $and: [ofBatch(batchId), inState(state, joint), behind(batchId, after)] }).sort({ chunk: 1, _id: 1 }).limit(limit).toArray();
      const last = documents.at(-1);
      found.push(...(await this.asTheyStand(documents, joint)).filter((item) => state === null || item.state === state));
      if (!last || documents.length < limit) break;
      after = { chunkId: last.chunk, id: last._id };
    }
    return found.slice(0, limit);
  }

  private async asTheyStand(documents: readonly ItemDocument[], known?: ReadonlyMap<string, JointState>): Promise<readonly Item[]> {
    const joint = known ?? (await this.jointOf(documents));
    return documents.map((document) => itemOf(document, joint.get(document.chunk)));
  }

  private jointOf(documents: readonly Pick<ItemDocument, 'chunk' | 'state'>[], session?: ClientSession): Promise<ReadonlyMap<string, JointState>> {
    return this.joint.ofChunks(documents.flatMap(({ chunk, state }) => (state === 'due' || state === 'withheld' ? [chunk] : [])), session);
  }

  /** A worker that was frozen in an earlier run may have written its lines just now: they become this chunk's. */
  private async takeOver(items: readonly Item[]): Promise<void> {
    const there = await this.items.find({ _id: { $in: items.map(({ id }) => id) }, state: 'due' }, { projection: { chunk: 1, state: 1 } }).toArray();
    const sent = [...(await this.jointOf(there)).keys()];
    await this.items.bulkWrite(items.map((item) => {
      const { _id, ...fields } = documentOf(item);
      const { from } = chunkRangeOf(batchOfChunk(item.chunkId));
      return { updateOne: { filter: { _id, state: 'due', chunk: { $gte: from, $lt: ownRunPrefixOf(item.chunkId), $nin: sent } }, update: { $set: fields } } };
    }), { ordered: false });
  }

  async ofPayee(of: OfPayee): Promise<readonly Item[]> {
    return this.asTheyStand(await this.items.find({ _id: payeeRange(of) }).sort({ _id: 1 }).limit(of.limit).toArray());
  }

  async find(city: CityCode, itemId: string): Promise<Item | undefined> {
    const document = itemId.startsWith(city) ? await this.items.findOne({ _id: itemId }) : null;
    return document ? (await this.asTheyStand([document]))[0] : undefined;
  }
}
