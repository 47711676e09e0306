import { fen, groupBy, ZERO_FEN, type CityCode, type PersonToken, type Transaction } from '@gongjiang/kernel';
import { IN_ONE_GO, insertNew, sessionOf } from '@gongjiang/persistence';
import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { batchOfChunk, chunkRangeOf, isChunkOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { payeeRange, type OfPayee } from '../shared/payee-range.js';
import { documentOf, dueOf, itemOf, type ItemDocument } from './item.document.mongo.js';
import { dueKey, isFaultOfPayer, nextAttemptOf, type Booking, type Item, type ItemState, type PastDue } from './item.js';
import { ItemStore, type ItemPosition, type ItemSum, type OwedItem, type RejectedItem } from './item.store.js';
import { withLine, type DueSum } from './past-due.js';

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
/** Items in Mongo. The key is the `_id`, person first; the one other index finds a chunk's, and by its prefix a batch's. */
export class MongoItemStore extends ItemStore {
  private readonly items: Collection<ItemDocument>;

  constructor(db: Db) {
    super();
    this.items = db.collection<ItemDocument>('items');
  }

  async add(items: readonly Item[]): Promise<void> {
    const added = await insertNew(this.items, items.map(documentOf));
    if (added < items.length) await this.takeOver(items);
  }

  async ofChunk(chunkId: string, states?: readonly ItemState[]): Promise<readonly Item[]> {
    return (await this.items.find({ chunk: chunkId, ...(states ? { state: { $in: [...states] } } : {}) }, IN_ONE_GO).sort({ _id: 1 }).toArray()).map(itemOf);
  }

  async owedBy(chunkId: string): Promise<readonly OwedItem[]> {
    const found = this.items.find({ chunk: chunkId, attempt: 1 }, { projection: { amountFen: 1 }, ...IN_ONE_GO }).sort({ _id: 1 });
    return (await found.toArray()).map(({ _id, amountFen }) => ({ id: _id, due: dueOf(_id), amountFen: fen(amountFen) }));
  }

  async past(city: CityCode, first: PersonToken, last: PersonToken, batchId: string): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    // `}` sorts behind the `|` that follows a person's token: the range holds the last person's dues too.
    const range: Filter<ItemDocument> = { _id: { $gte: `${city}${first}|`, $lt: `${city}${last}}` } };
    const byPerson = new Map<PersonToken, Map<string, DueSum>>();
    for await (const document of this.items.find(range, { projection: { amountFen: 1, chunk: 1, state: 1, attempt: 1 } })) {
      // What an earlier planning run of the batch left behind, or a frozen worker of it writes just now, entitles to nothing.
      if (isChunkOf(document.chunk, batchId)) continue;
      const due = dueOf(document._id);
      const dues = byPerson.get(due.person) ?? new Map<string, DueSum>();
      dues.set(dueKey(due), withLine(dues.get(dueKey(due)) ?? { due, amountFen: ZERO_FEN, items: 0, unpaid: 0 }, { amountFen: fen(document.amountFen), state: document.state, attempt: document.attempt }));
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
    const refusals: AnyBulkWriteOperation<ItemDocument>[] = rejected.map(({ itemId, reason }) => ({
      updateOne: { filter: { _id: itemId, state: 'due' }, update: { $set: { state: 'rejected', reason, ...(isFaultOfPayer(reason) ? { putRight: true } : {}) } } },
    }));
    // In order: only when every refused line is marked may all that is left of the chunk count as accepted.
    await this.items.bulkWrite([...refusals, { updateMany: { filter: { chunk: chunkId, state: 'due' }, update: { $set: { state: 'accepted' } } } }], { ordered: true });
  }

  async applyBookings(chunkId: string, settled: readonly Booking[], returned: readonly Booking[]): Promise<void> {
    const byPage = groupBy(settled, (booking) => `${booking.bookedOn} ${booking.page}`);
    const bookings: AnyBulkWriteOperation<ItemDocument>[] = [...byPage.values()].map((ofPage) => ({
      updateMany: { filter: { chunk: chunkId, state: 'accepted', _id: { $in: ofPage.map((booking) => booking.itemId) } }, update: { $set: { state: 'settled', bookedOn: ofPage[0]?.bookedOn ?? null, settledBy: ofPage[0]?.page ?? null } } },
    }));
    const returns: AnyBulkWriteOperation<ItemDocument>[] = returned.map(({ itemId, bookedOn, page, reason }) => ({
      updateOne: { filter: { _id: itemId, state: 'settled' }, update: { $set: { state: 'returned', returnedOn: bookedOn, returnedBy: page, reason } } },
    }));
    if (bookings.length + returns.length > 0) await this.items.bulkWrite([...bookings, ...returns], { ordered: true });
  }

  async sumsOfBatch(batchId: string): Promise<readonly ItemSum[]> {
    // Summed where the lines lie: a month's lines need not come here to be counted.
    const entitlement = { $arrayElemAt: [{ $split: ['$_id', '|'] }, 1] };
    const sums = await this.items.aggregate<{ readonly _id: Pick<ItemSum, 'state' | 'way' | 'entitlement'>; readonly lines: number; readonly amountFen: number }>([
      { $match: ofBatch(batchId) },
      { $group: { _id: { state: '$state', way: { $ifNull: ['$way', 'pay'] }, entitlement }, lines: { $sum: 1 }, amountFen: { $sum: '$amountFen' } } },
      { $sort: { _id: 1 } },
    ]).toArray();
    return sums.map(({ _id, lines, amountFen }) => ({ ..._id, lines, amountFen: fen(amountFen) }));
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
    return (await this.items.find(open).sort({ _id: 1 }).limit(limit).toArray()).map(itemOf);
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
    await this.items.deleteMany({ chunk: chunks, state: { $in: [...UNAPPROVED] } });
    await this.items.updateMany({ carriedIn: chunks }, { $set: { carriedIn: null } });
  }

  /** Changes those of the lines that are in one of the states; answers them as they were. */
  private async change(itemIds: readonly string[], from: readonly ItemState[], fields: { readonly state: ItemState; readonly reason?: string }, transaction: Transaction): Promise<readonly Item[]> {
    const session = sessionOf(transaction);
    const found = await this.items.find({ _id: { $in: [...itemIds] }, state: { $in: [...from] } }, { session }).sort({ _id: 1 }).toArray();
    if (found.length > 0) await this.items.updateMany({ _id: { $in: found.map(({ _id }) => _id) }, state: { $in: [...from] } }, { $set: fields }, { session });
    return found.map(itemOf);
  }

  async page(city: CityCode, batchId: string, query: { readonly state: ItemState | null; readonly after: ItemPosition | null; readonly limit: number }): Promise<readonly Item[]> {
    if (!batchId.startsWith(`${city}.`)) return [];
    const filter: Filter<ItemDocument> = {
      ...ofBatch(batchId),
      ...(query.state ? { state: query.state } : {}),
      ...(query.after ? { $or: [{ chunk: query.after.chunkId, _id: { $gt: query.after.id } }, { chunk: { $gt: query.after.chunkId, $lt: chunkRangeOf(batchId).before } }] } : {}),
    };
    return (await this.items.find(filter).sort({ chunk: 1, _id: 1 }).limit(query.limit).toArray()).map(itemOf);
  }

  /** A worker that was frozen in an earlier run may have written its lines just now: they become this chunk's. */
  private async takeOver(items: readonly Item[]): Promise<void> {
    await this.items.bulkWrite(items.map((item) => {
      const { _id, ...fields } = documentOf(item);
      const { from } = chunkRangeOf(batchOfChunk(item.chunkId));
      return { updateOne: { filter: { _id, state: 'due', chunk: { $gte: from, $lt: ownRunPrefixOf(item.chunkId) } }, update: { $set: fields } } };
    }), { ordered: false });
  }

  async ofPayee(of: OfPayee): Promise<readonly Item[]> {
    return (await this.items.find({ _id: payeeRange(of) }).sort({ _id: 1 }).limit(of.limit).toArray()).map(itemOf);
  }

  async find(city: CityCode, itemId: string): Promise<Item | undefined> {
    const document = itemId.startsWith(city) ? await this.items.findOne({ _id: itemId }) : null;
    return document ? itemOf(document) : undefined;
  }
}

/** A batch's chunks are named after it, so that its items are one range of the chunk's index. */
function ofBatch(batchId: string): Filter<ItemDocument> {
  const { from, before } = chunkRangeOf(batchId);
  return { chunk: { $gte: from, $lt: before } };
}
