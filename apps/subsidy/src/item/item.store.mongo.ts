import { addFen, fen, groupBy, type CityCode, type Day, type Period, type PersonToken } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { AnyBulkWriteOperation, Collection, Db, Filter } from 'mongodb';
import { batchOfChunk, chunkRangeOf, isChunkOf, ownRunPrefixOf, runPrefixOf } from '../batch/batch.range.js';
import { dueKey, type Booking, type Due, type Item, type ItemState, type PastDue, type StatementPage } from './item.js';
import { ItemStore, type ItemSum, type RejectedItem } from './item.store.js';

interface ItemDocument {
  readonly _id: string;
  readonly chunk: string;
  readonly amountFen: number;
  readonly clause: string;
  readonly receipt: string;
  readonly revision: number;
  readonly attempt: number;
  readonly state: ItemState;
  readonly reason: string | null;
  readonly bookedOn: Day | null;
  readonly returnedOn: Day | null;
  readonly settledBy: StatementPage | null;
  readonly returnedBy: StatementPage | null;
}

export const ITEM_INDEXES = { items: [{ key: { chunk: 1, _id: 1 } }] } as const;

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

  async ofChunk(chunkId: string): Promise<readonly Item[]> {
    return (await this.items.find({ chunk: chunkId }).sort({ _id: 1 }).toArray()).map(itemOf);
  }

  async past(city: CityCode, first: PersonToken, last: PersonToken, batchId: string): Promise<ReadonlyMap<PersonToken, readonly PastDue[]>> {
    // `}` sorts behind the `|` that follows a person's token: the range holds the last person's dues too.
    const range: Filter<ItemDocument> = { _id: { $gte: `${city}${first}|`, $lt: `${city}${last}}` } };
    const byPerson = new Map<PersonToken, Map<string, PastDue>>();
    for await (const document of this.items.find(range, { projection: { amountFen: 1, chunk: 1 } })) {
      // What an earlier planning run of the batch left behind, or a frozen worker of it writes just now, entitles to nothing.
      if (isChunkOf(document.chunk, batchId)) continue;
      const due = dueOf(document._id);
      const dues = byPerson.get(due.person) ?? new Map<string, PastDue>();
      const soFar = dues.get(dueKey(due)) ?? { due, amountFen: fen(0), items: 0 };
      dues.set(dueKey(due), { due, amountFen: addFen(soFar.amountFen, fen(document.amountFen)), items: soFar.items + 1 });
      byPerson.set(due.person, dues);
    }
    return new Map([...byPerson].map(([person, dues]) => [person, [...dues.values()]]));
  }

  async applyAnswer(chunkId: string, rejected: readonly RejectedItem[]): Promise<void> {
    const refusals: AnyBulkWriteOperation<ItemDocument>[] = rejected.map(({ itemId, reason }) => ({
      updateOne: { filter: { _id: itemId, state: 'due' }, update: { $set: { state: 'rejected', reason } } },
    }));
    // In order: only when every refused line is marked may all that is left of the chunk count as accepted.
    await this.items.bulkWrite([...refusals, { updateMany: { filter: { chunk: chunkId, state: 'due' }, update: { $set: { state: 'accepted' } } } }], { ordered: true });
  }

  async applyBookings(chunkId: string, settled: readonly Booking[], returned: readonly Booking[]): Promise<void> {
    const byDay = groupBy(settled, (booking) => booking.bookedOn);
    const bookings: AnyBulkWriteOperation<ItemDocument>[] = [...byDay].map(([bookedOn, ofDay]) => ({
      updateMany: { filter: { chunk: chunkId, state: 'accepted', _id: { $in: ofDay.map((booking) => booking.itemId) } }, update: { $set: { state: 'settled', bookedOn, settledBy: ofDay[0]?.page ?? null } } },
    }));
    const returns: AnyBulkWriteOperation<ItemDocument>[] = returned.map(({ itemId, bookedOn, page, reason }) => ({
      updateOne: { filter: { _id: itemId, state: 'settled' }, update: { $set: { state: 'returned', returnedOn: bookedOn, returnedBy: page, reason } } },
    }));
    if (bookings.length + returns.length > 0) await this.items.bulkWrite([...bookings, ...returns], { ordered: true });
  }

  async sumsOfBatch(batchId: string): Promise<readonly ItemSum[]> {
    const sums = new Map<string, ItemSum>();
    for await (const document of this.items.find(ofBatch(batchId), { projection: { state: 1, amountFen: 1 } })) {
      const { entitlement } = dueOf(document._id);
      const key = `${document.state}|${entitlement}`;
      const sum = sums.get(key) ?? { state: document.state, entitlement, lines: 0, amountFen: fen(0) };
      sums.set(key, { ...sum, lines: sum.lines + 1, amountFen: addFen(sum.amountFen, fen(document.amountFen)) });
    }
    return [...sums.values()];
  }

  async discardBefore(batchId: string, run: number): Promise<void> {
    await this.items.deleteMany({ chunk: { $gte: chunkRangeOf(batchId).from, $lt: runPrefixOf(batchId, run) }, state: 'due' });
  }

  async discardChunk(chunkId: string): Promise<void> {
    await this.items.deleteMany({ chunk: chunkId, state: 'due' });
  }

  async discardBatch(batchId: string): Promise<void> {
    await this.items.deleteMany({ ...ofBatch(batchId), state: 'due' });
  }

  async page(city: CityCode, batchId: string, query: { readonly state: ItemState | null; readonly after: string | null; readonly limit: number }): Promise<readonly Item[]> {
    if (!batchId.startsWith(`${city}.`)) return [];
    const filter: Filter<ItemDocument> = {
      ...ofBatch(batchId),
      ...(query.state ? { state: query.state } : {}),
      ...(query.after ? { _id: { $gt: query.after } } : {}),
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

function documentOf(item: Item): ItemDocument {
  const { id, chunkId, amountFen, clause, receiptId, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy } = item;
  return { _id: id, chunk: chunkId, amountFen, clause, receipt: receiptId, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy };
}

function itemOf(document: ItemDocument): Item {
  const { _id, chunk, amountFen, clause, receipt, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy } = document;
  return { id: _id, due: dueOf(_id), chunkId: chunk, amountFen: fen(amountFen), clause, receiptId: receipt, revision, attempt, state, reason, bookedOn, returnedOn, settledBy, returnedBy };
}

function dueOf(id: string): Due {
  const [owner = '', entitlement = '', subject = '', period = ''] = id.split('|');
  return { city: owner.slice(0, 6) as CityCode, person: owner.slice(6) as PersonToken, entitlement, subject: subject === '' ? null : subject, period: period as Period };
}
