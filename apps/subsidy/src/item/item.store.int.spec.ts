import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day, fen, groupBy, month } from '@gongjiang/kernel';
import { ensureIndexes, inTransaction, transactionOf } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import fc from 'fast-check';
import { chunkIdOf } from '../batch/batch.range.js';
import { draftBatch } from '../batch/batch.builders.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { tokenNo } from '../person/person.builders.js';
import { dueNo, itemNo } from './item.builders.js';
import { itemsAfterAnswer, itemsAfterBookings } from './item.after.js';
import { ITEM_STATES, ITEM_TRANSITIONS, type Booking, type Item, type ItemState } from './item.js';
import type { ItemPosition } from './item.store.js';
import { ITEM_INDEXES, MongoItemStore } from './item.store.mongo.js';

const BATCH = draftBatch().id;
const OTHER = '330700.post-allowance.2026-11.2';
const chunk = (number: number, { run = 1, batchId = BATCH } = {}): string => chunkIdOf(batchId, run, number);
const bookingOf = (item: Item, overrides: Partial<Booking> = {}): Booking => ({ itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: day('2026-11-20'), page: '2026-11-20|p1', reason: null, ...overrides });

describe('items in the database', () => {
  let database: TestDatabase;
  let store: MongoItemStore;
  beforeAll(async () => {
    database = await testDatabase();
    await ensureIndexes(database.db, ITEM_INDEXES);
    store = new MongoItemStore(database.db);
  });
  afterAll(() => database.close());
  const empty = async (): Promise<void> => { for (const name of ['items', 'joint_states']) await database.db.collection(name).deleteMany({}); };
  beforeEach(empty);

  it('come back as they were written, and stay as they are when written again', async () => {
    const items = [itemNo(1), itemNo(2, { due: dueNo(2, { subject: null }), revision: 3, amountFen: fen(7) })];
    await store.add(items);
    await store.add(items.map((item) => ({ ...item, amountFen: fen(999) })));
    expect(await store.ofChunk(chunk(1))).toEqual(items);
    expect(await store.find(JINHUA, items[0]?.id ?? '')).toEqual(items[0]);
    expect(await store.find(WENZHOU, items[0]?.id ?? '')).toBeUndefined();
  });

  it('that an earlier run of the batch left behind become the new run\'s, and those of another batch do not', async () => {
    const old = itemNo(1, { chunkId: chunk(4), amountFen: fen(50_000) });
    await store.add([old, itemNo(2, { chunkId: chunk(1, { batchId: OTHER }) })]);
    await store.add([itemNo(1, { chunkId: chunk(1, { run: 2 }) }), itemNo(2, { chunkId: chunk(1, { run: 2 }) })]);
    expect(await store.find(JINHUA, old.id)).toEqual(itemNo(1, { chunkId: chunk(1, { run: 2 }) }));
    expect((await store.find(JINHUA, itemNo(2).id))?.chunkId).toBe(chunk(1, { batchId: OTHER }));
  });

  it('of a later run are not taken by a worker of an earlier one that wakes', async () => {
    const held = itemNo(1, { chunkId: chunk(1, { run: 2 }) });
    await store.add([held]);
    await store.add([itemNo(1, { chunkId: chunk(3), amountFen: fen(50_000) })]);
    expect(await store.find(JINHUA, held.id)).toEqual(held);
  });

  it('that were sent are never taken over or taken back', async () => {
    const [sent, held] = [itemNo(1, { chunkId: chunk(1) }), itemNo(2, { chunkId: chunk(1), state: 'withheld' })];
    await store.add([sent, held]);
    await store.applyAnswer(chunk(1), []);
    await store.add([1, 2].map((n) => itemNo(n, { chunkId: chunk(1, { run: 2 }), amountFen: fen(1) })));
    await store.discardBefore(BATCH, 2);
    await store.discardChunk(chunk(1));
    await store.discardBatch(BATCH);
    expect(await store.ofChunk(chunk(1))).toEqual([{ ...sent, state: 'accepted' }, held]);
  });

  it('that were sent are held by no objection any more, and what was held back from it can only end', async () => {
    const [sent, held] = [itemNo(1), itemNo(2, { state: 'withheld' })];
    await store.add([sent, held]);
    await store.applyAnswer(chunk(1), []);
    const changed = (what: 'withhold' | 'restore' | 'void') => inTransaction(database, async (session) => {
      const ids = [sent.id, held.id];
      const lines = what === 'void' ? await store.void(ids, 'objection-upheld', transactionOf(session)) : await store[what](ids, transactionOf(session));
      return lines.map(({ id }) => id);
    });
    expect([await changed('withhold'), await changed('restore')]).toEqual([[], []]);
    expect((await store.ofChunk(chunk(1))).map(({ state }) => state)).toEqual(['accepted', 'withheld']);
    expect(await changed('void')).toEqual([held.id]);
    expect((await store.ofChunk(chunk(1))).map(({ state }) => state)).toEqual(['accepted', 'void']);
  });

  it('of earlier runs, of a chunk, of a cancelled batch go, and no others', async () => {
    const written = [itemNo(1, { chunkId: chunk(1) }), itemNo(2, { chunkId: chunk(1, { run: 2 }) }), itemNo(3, { chunkId: chunk(2, { run: 2 }) }), itemNo(4, { chunkId: chunk(1, { batchId: OTHER }) }), itemNo(5, { chunkId: chunk(1, { batchId: `${BATCH}0` }) })];
    const left = async (): Promise<readonly number[]> => {
      const ids = new Set((await database.db.collection<{ _id: string }>('items').find().toArray()).map((document) => document._id));
      return written.flatMap((item, at) => (ids.has(item.id) ? [at + 1] : []));
    };
    await store.add(written);
    await store.discardBefore(BATCH, 2);
    expect(await left()).toEqual([2, 3, 4, 5]);
    await store.discardChunk(chunk(2, { run: 2 }));
    expect(await left()).toEqual([2, 4, 5]);
    await store.discardBatch(BATCH);
    expect(await left()).toEqual([4, 5]);
  });

  /** Each way of asking says the same of the lines of a chunk. */
  async function sameHoweverAsked(items: readonly Item[]): Promise<void> {
    for (const item of items) expect(await store.find(JINHUA, item.id)).toEqual(item);
    expect(await store.page(JINHUA, BATCH, { state: null, after: null, limit: 100 })).toEqual(items);
    const sums = await store.sumsOfBatch(BATCH);
    for (const state of ITEM_STATES) {
      const own = items.filter((item) => item.state === state);
      expect(await store.page(JINHUA, BATCH, { state, after: null, limit: 100 })).toEqual(own);
      expect(await store.page(JINHUA, BATCH, { state, after: null, limit: 1 })).toEqual(own.slice(0, 1));
      expect(await store.ofChunk(chunk(1), [state])).toEqual(own);
      expect(sums.filter((sum) => sum.state === state).reduce((lines, sum) => lines + sum.lines, 0)).toBe(own.length);
    }
    const past = await store.past(JINHUA, tokenNo(0), tokenNo(99), OTHER);
    for (const { due, state } of items) expect([due, past.get(due.person)?.[0]?.isPaid]).toEqual([due, state === 'settled']);
  }

  describe('at the bank', () => {
    const items = [1, 2, 3, 4, 5].map((n) => itemNo(n));
    const rejection = [{ itemId: items[1]?.id ?? '', reason: 'AC04' }];

    it('are accepted, but for those that the bank refused; the same answer again changes nothing', async () => {
      await store.add(items);
      await store.applyAnswer(chunk(1), rejection);
      const answered = await store.ofChunk(chunk(1));
      expect(answered.map(({ state, reason }) => [state, reason])).toEqual([['accepted', null], ['rejected', 'AC04'], ['accepted', null], ['accepted', null], ['accepted', null]]);
      await store.applyAnswer(chunk(1), rejection);
      await store.applyAnswer(chunk(1), []);
      await store.applyAnswer(chunk(1), [{ itemId: items[0]?.id ?? '', reason: 'AC01' }]);
      expect(await store.ofChunk(chunk(1))).toEqual(answered);
      await sameHoweverAsked(answered);
    });

    it('of which the books know some, not side by side, are told apart by each who asks', async () => {
      await store.add([...items, itemNo(6, { state: 'withheld' })]);
      await store.applyAnswer(chunk(1), rejection);
      await store.applyBookings(chunk(1), [0, 3].map((at) => bookingOf(items[at] as Item)), []);
      const booked = await store.ofChunk(chunk(1));
      expect(booked.map(({ state }) => state)).toEqual(['settled', 'rejected', 'accepted', 'settled', 'accepted', 'withheld']);
      await sameHoweverAsked(booked);
    });

    it('are settled and returned by the bank\'s books; the same bookings again change nothing', async () => {
      await store.add(items);
      await store.applyAnswer(chunk(1), rejection);
      const settled = items.map((item) => bookingOf(item));
      const returned = [bookingOf(items[2] as Item, { bookedOn: day('2026-11-24'), page: '2026-11-24|p2', reason: 'AC06' })];
      await store.applyBookings(chunk(1), settled, []);
      await store.applyBookings(chunk(1), [], returned);
      const booked = await store.ofChunk(chunk(1));
      expect(booked.map(({ state, settledBy, returnedOn, returnedBy, reason }) => [state, settledBy, returnedOn, returnedBy, reason])).toEqual([
        ['settled', '2026-11-20|p1', null, null, null], ['rejected', null, null, null, 'AC04'], ['returned', '2026-11-20|p1', '2026-11-24', '2026-11-24|p2', 'AC06'],
        ['settled', '2026-11-20|p1', null, null, null], ['settled', '2026-11-20|p1', null, null, null],
      ]);
      await store.applyBookings(chunk(1), settled, returned);
      await store.applyAnswer(chunk(1), rejection);
      expect(await store.ofChunk(chunk(1))).toEqual(booked);
      await sameHoweverAsked(booked);
    });

    it('never go from a state to one that does not follow it, whatever comes in whatever order; what is known without reading them is what is written', async () => {
      const turn = fc.record({ what: fc.constantFrom('answer', 'settle', 'return', 'book'), of: fc.subarray([0, 1, 2, 3, 4]), page: fc.constantFrom('2026-11-20|p1' as const, '2026-11-21|p2' as const) });
      await fc.assert(fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
        await empty();
        await store.add(items);
        let before = await store.ofChunk(chunk(1));
        for (const { what, of, page } of turns) {
          const some = of.map((at) => bookingOf(items[at] as Item, { page, bookedOn: day(page.slice(0, 10)) }));
          const rejected = some.map(({ itemId: id }) => ({ itemId: id, reason: 'AC04' }));
          const [settled, returned] = [what === 'return' ? [] : some, what === 'settle' ? [] : some];
          if (what === 'answer') await store.applyAnswer(chunk(1), rejected);
          else await store.applyBookings(chunk(1), settled, returned);
          const after = await store.ofChunk(chunk(1));
          expect(what === 'answer' ? itemsAfterAnswer(before, rejected) : itemsAfterBookings(before, settled, returned)).toEqual(after);
          after.forEach(({ state }, at) => {
            const from = before[at]?.state ?? 'due';
            const isBothAtOnce = from === 'accepted' && state === 'returned';
            if (state !== from && !isBothAtOnce) expect(ITEM_TRANSITIONS[from]).toContain(state);
          });
          before = after;
        }
        await sameHoweverAsked(before);
      }), { numRuns: 40 });
    });
  });

  describe('of the past', () => {
    const entitled = async (first: number, last: number, batchId = OTHER): Promise<readonly string[]> => [...(await store.past(JINHUA, tokenNo(first), tokenNo(last), batchId)).keys()];

    it('are those of the persons from the first to the last, both included, and of no neighbour', async () => {
      await store.add([1, 2, 3, 4, 5].map((n) => itemNo(n)));
      await store.add([itemNo(3, { due: dueNo(3, { city: WENZHOU }) })]);
      expect(await entitled(2, 4)).toEqual([2, 3, 4].map(tokenNo));
      expect(await entitled(3, 3)).toEqual([tokenNo(3)]);
      expect(await entitled(6, 9)).toEqual([]);
    });

    it('come to one sum for each due, over all its items, in whatever state', async () => {
      const kinds: readonly ItemState[] = ['settled', 'rejected', 'due'];
      await store.add(kinds.map((state, revision) => itemNo(1, { revision, state, amountFen: fen(10_000 * (revision + 1)) })));
      await store.add([itemNo(1, { due: dueNo(1, { period: month('2026-10') }) })]);
      expect((await store.past(JINHUA, tokenNo(1), tokenNo(1), OTHER)).get(tokenNo(1))).toEqual([
        { due: dueNo(1, { period: month('2026-10') }), amountFen: 60_000, items: 1, isPaid: false }, { due: dueNo(1), amountFen: 60_000, items: 3, isPaid: false },
      ]);
    });

    it('have reached the person when every line has, a returned one by its next attempt; what is void entitles to nothing', async () => {
      const past = async () => (await store.past(JINHUA, tokenNo(1), tokenNo(1), OTHER)).get(tokenNo(1));
      await store.add([itemNo(1, { state: 'returned' }), itemNo(1, { revision: 1, state: 'void' }), itemNo(1, { revision: 2, way: 'claim-back', state: 'overpaid', amountFen: fen(-20_000) })]);
      expect(await past()).toEqual([{ due: dueNo(1), amountFen: 40_000, items: 3, isPaid: false }]);
      await store.add([itemNo(1, { attempt: 2, state: 'settled', chunkId: chunk(2) })]);
      expect(await past()).toEqual([{ due: dueNo(1), amountFen: 40_000, items: 3, isPaid: true }]);
    });

    it('are none of the batch\'s own: what an earlier run left behind entitles to nothing', async () => {
      await store.add([itemNo(1), itemNo(2, { chunkId: chunk(1, { batchId: OTHER }) })]);
      expect(await entitled(1, 2, BATCH)).toEqual([tokenNo(2)]);
      expect(await entitled(1, 2, OTHER)).toEqual([tokenNo(1)]);
    });
  });

  describe('page by page', () => {
    /** Persons in the order of their keys, cut into chunks of three, every one with one or two items. */
    const whole = groupBy(Array.from({ length: 23 }, (_, n) => n), (n) => Math.floor(n / 3));
    const all = [...whole].flatMap(([number, persons]) => persons.flatMap((n) => [0, 1].slice(0, 1 + (n % 2)).map((revision) => itemNo(n, { revision, chunkId: chunk(number + 1), state: n % 5 === 0 ? 'rejected' : 'settled' }))));

    async function read(limit: number, state: ItemState | null): Promise<readonly string[]> {
      const ids: string[] = [];
      for (let after: ItemPosition | null = null; ;) {
        const page: readonly Item[] = await store.page(JINHUA, BATCH, { state, after, limit });
        ids.push(...page.map((item) => item.id));
        if (page.length < limit) return ids;
        const last = page.at(-1);
        after = last ? { chunkId: last.chunkId, id: last.id } : null;
      }
    }

    it('give lines that ride on behind all others, and none is left out', async () => {
      await store.add([...all, itemNo(1, { attempt: 2, chunkId: chunk(99) })]);
      expect(await read(4, null)).toEqual([...all.map((item) => item.id).sort(), itemNo(1, { attempt: 2 }).id]);
    });

    it('give every item of the batch once, in the order of their ids, over all its chunks', async () => {
      await store.add([...all, itemNo(40, { chunkId: chunk(1, { batchId: OTHER }) }), itemNo(41, { chunkId: chunk(1, { batchId: `${BATCH}1` }) })]);
      const ids = all.map((item) => item.id).sort();
      for (const limit of [1, 2, 5, 7, 100]) expect(await read(limit, null)).toEqual(ids);
    });

    it('give those in one state alone where that is asked for', async () => {
      await store.add(all);
      expect(await read(2, 'rejected')).toEqual(all.filter((item) => item.state === 'rejected').map((item) => item.id).sort());
    });

    it('give another city nothing', async () => {
      await store.add(all);
      expect(await store.page(WENZHOU, BATCH, { state: null, after: null, limit: 10 })).toEqual([]);
    });
  });

  it('are summed by state and entitlement over a batch', async () => {
    await store.add([itemNo(1), itemNo(2, { state: 'settled' }), itemNo(3, { state: 'settled', amountFen: fen(100_000) }), itemNo(4, { chunkId: chunk(1, { batchId: OTHER }) })]);
    await store.add([itemNo(5, { state: 'settled', due: dueNo(5, { entitlement: 'jinhua/7/certificate-training' }) })]);
    const sums = await store.sumsOfBatch(BATCH);
    expect([...sums].sort((left, right) => `${left.state}${left.entitlement}`.localeCompare(`${right.state}${right.entitlement}`))).toEqual([
      { state: 'due', way: 'pay', entitlement: 'jinhua/7/post-allowance', lines: 1, amountFen: 60_000 },
      { state: 'settled', way: 'pay', entitlement: 'jinhua/7/certificate-training', lines: 1, amountFen: 60_000 },
      { state: 'settled', way: 'pay', entitlement: 'jinhua/7/post-allowance', lines: 2, amountFen: 160_000 },
    ]);
  });
});
