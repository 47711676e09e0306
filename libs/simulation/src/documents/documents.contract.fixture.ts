import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureIndexes, inTransaction, insertNew, isDuplicateKey, saveVersioned, type MongoConnection } from '@gongjiang/persistence';
import type { ClientSession, Collection, Document, Filter } from 'mongodb';

interface Thing extends Document { readonly _id: string; readonly n?: number | null; readonly text?: string; readonly list?: readonly unknown[]; readonly at?: Date; readonly inner?: unknown; readonly state?: string; readonly version?: number }

/** What the stores of this platform rely on in MongoDB: the real one and the simulated one keep it alike. */
export function documentsContract(name: string, open: () => Promise<MongoConnection>): void {
  describe(`${name} keeps documents`, () => {
    let connection: MongoConnection;
    let things: Collection<Thing>;
    beforeAll(async () => {
      connection = await open();
      await ensureIndexes(connection.db, { things: [{ key: { unique: 1 }, unique: true, partialFilterExpression: { unique: { $exists: true } } }] });
      things = connection.db.collection<Thing>('things');
    });
    afterAll(() => connection.close());
    beforeEach(async () => {
      await things.deleteMany({});
      await things.insertMany(THINGS.map((thing) => ({ ...thing })));
    });
    const ids = async (filter: Filter<Thing>): Promise<string> => (await things.find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => _id).join();
    const transaction = <T>(work: (session: ClientSession) => Promise<T>): Promise<T> => inTransaction(connection, work);
    const failing = (run: Promise<unknown>): Promise<unknown> => run.then(() => 'done', (error: unknown) => error);

    it.each(FILTERS)('and finds by %j what it should', async (filter, expected) => {
      expect(await ids(filter)).toBe(expected);
      expect(await things.countDocuments(filter)).toBe(expected === '' ? 0 : expected.split(',').length);
    });

    it.each(UPDATES)('and changes by %j as it should', async (update, expected) => {
      await things.updateOne({ _id: 'b' }, update as never);
      expect(await things.findOne({ _id: 'b' })).toEqual(expected);
    });

    it('and leaves out of a page what a projection does not ask for', async () => {
      expect(await things.find({ _id: 'b' }, { projection: { n: 1, 'inner.x': 1 } }).toArray()).toEqual([{ _id: 'b', n: 2, inner: { x: 1 } }]);
      expect(await things.findOne({ _id: 'b' }, { projection: { n: 0, inner: 0, at: 0 } })).toEqual({ _id: 'b', text: 'two', list: ['x', 'y'] });
    });

    it('and sorts, skips and stops', async () => {
      expect((await things.find({ n: { $gte: 1 } }).sort({ n: -1 }).limit(2).toArray()).map(({ _id }) => _id)).toEqual(['c', 'b']);
      expect((await things.findOne({}, { sort: { _id: -1 } }))?._id).toBe('e');
    });

    it('and says what an update matched, changed and made', async () => {
      expect(await things.updateOne({ _id: 'a' }, { $set: { n: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0, upsertedCount: 0 });
      expect(await things.updateOne({ _id: 'z' }, { $set: { n: 1 }, $setOnInsert: { text: 'new' } }, { upsert: true })).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
      expect(await things.updateMany({ n: 1 }, { $inc: { n: 5 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
      expect(await things.findOne({ _id: 'z' })).toEqual({ _id: 'z', n: 6, text: 'new' });
      expect((await things.deleteMany({ n: 6 })).deletedCount).toBe(2);
    });

    it('and answers with the document before or after a change', async () => {
      expect((await things.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }))?.n).toBe(1);
      expect((await things.findOneAndUpdate({ _id: 'a' }, { $inc: { n: 1 } }, { returnDocument: 'after' }))?.n).toBe(3);
      expect(await things.findOneAndUpdate({ _id: 'nobody' }, { $set: { n: 1 } })).toBeNull();
      expect((await things.findOneAndDelete({ _id: 'a' }))?._id).toBe('a');
    });

    it('and refuses a second document of a key, by upsert too, and counts only what was new in bulk', async () => {
      expect(isDuplicateKey(await failing(things.insertOne({ _id: 'a' })))).toBe(true);
      expect(isDuplicateKey(await failing(things.updateOne({ _id: 'a', n: 99 }, { $set: { text: 'x' } }, { upsert: true })))).toBe(true);
      expect(await insertNew(things, [{ _id: 'a', n: 100 }, { _id: 'n1' }, { _id: 'n2' }] as never)).toBe(2);
      expect((await things.findOne({ _id: 'a' }))?.n).toBe(1);
    });

    it('and refuses a second one of a unique index, which is no key that was known', async () => {
      await things.insertOne({ _id: 'u1', unique: 'x' });
      await expect(insertNew(things, [{ _id: 'u2', unique: 'x' }] as never)).rejects.toThrow('E11000');
      expect(await insertNew(things, [{ _id: 'u3' }, { _id: 'u4' }] as never)).toBe(2);
    });

    it('and does bulk writes in their order up to the first that fails, or all that do not', async () => {
      const writes = [{ updateOne: { filter: { _id: 'a' }, update: { $set: { n: 10 } } } }, { insertOne: { document: { _id: 'b' } } }, { updateMany: { filter: { n: 10 }, update: { $set: { text: 'ten' } } } }] as const;
      expect(isDuplicateKey(await failing(things.bulkWrite(writes as never, { ordered: true })))).toBe(true);
      expect((await things.findOne({ _id: 'a' }))).toMatchObject({ n: 10, text: 'one' });
      expect(isDuplicateKey(await failing(things.bulkWrite(writes as never, { ordered: false })))).toBe(true);
      expect((await things.findOne({ _id: 'a' }))).toMatchObject({ n: 10, text: 'ten' });
    });

    it.each(AGGREGATIONS)('and sums by %j as it should', async (pipeline, expected) => {
      expect(await things.aggregate(pipeline as Document[]).toArray()).toEqual(expected);
    });

    it('and all that a transaction writes is there, or nothing', async () => {
      await failing(transaction(async (session) => { await things.insertOne({ _id: 't1' }, { session }); throw new Error('no'); }));
      await transaction(async (session) => { await things.insertOne({ _id: 't2' }, { session }); return { ok: false, refusal: { code: 'x' } }; });
      await transaction(async (session) => { await things.insertOne({ _id: 't3' }, { session }); await things.updateOne({ _id: 'a' }, { $set: { n: 7 } }, { session }); });
      expect(await ids({ _id: /^t/ })).toBe('t3');
      expect((await things.findOne({ _id: 'a' }))?.n).toBe(7);
    });

    it('and a transaction sees its own writes, and nobody else does before its end', async () => {
      await transaction(async (session) => {
        await things.updateOne({ _id: 'a' }, { $set: { n: 50 } }, { session });
        expect([(await things.findOne({ _id: 'a' }, { session }))?.n, (await things.findOne({ _id: 'a' }))?.n]).toEqual([50, 1]);
      });
    });

    it('and a transaction sees one moment, whatever others write meanwhile', async () => {
      await transaction(async (session) => {
        await things.findOne({ _id: 'a' }, { session });
        await things.updateOne({ _id: 'b' }, { $set: { n: 77 } });
        expect((await things.findOne({ _id: 'b' }, { session }))?.n).toBe(2);
      });
    });

    it('and a transaction that writes what another has written since is tried again from its beginning', async () => {
      let tries = 0;
      await transaction(async (session) => {
        tries += 1;
        const before = await things.findOne({ _id: 'a' }, { session });
        if (tries === 1) await things.updateOne({ _id: 'a' }, { $inc: { n: 1 } });
        await things.updateOne({ _id: 'a' }, { $set: { n: (before?.n ?? 0) * 10 } }, { session });
      });
      expect([tries, (await things.findOne({ _id: 'a' }))?.n]).toEqual([2, 20]);
    });

    it('and a single write waits for the transaction that holds its document', async () => {
      const order: string[] = [];
      let waiting: Promise<unknown> = Promise.resolve();
      await transaction(async (session) => {
        await things.updateOne({ _id: 'a' }, { $set: { n: 5 } }, { session });
        waiting = things.updateOne({ _id: 'a' }, { $inc: { n: 1 } }).then(() => order.push('single'));
        await things.findOne({ _id: 'b' }, { session });
        order.push('transaction');
      });
      await waiting;
      expect([order, (await things.findOne({ _id: 'a' }))?.n]).toEqual([['transaction', 'single'], 6]);
    });

    it('and a key that is there ends the transaction that inserts it', async () => {
      expect(isDuplicateKey(await failing(transaction(async (session) => { await things.insertOne({ _id: 'fresh' }, { session }); await things.insertOne({ _id: 'a' }, { session }); })))).toBe(true);
      expect(await ids({ _id: 'fresh' })).toBe('');
    });

    it('and of those who save the same version at once one is first', async () => {
      const versions = connection.db.collection<{ _id: string; version: number; by: number }>('versions');
      await versions.deleteMany({});
      const saved = await Promise.all([1, 2, 3, 4].map((by) => transaction((session) => saveVersioned(versions, { _id: 'v', by }, { version: 0, session }))));
      expect(saved.filter(({ ok }) => ok)).toHaveLength(1);
      expect((await versions.findOne({ _id: 'v' }))?.version).toBe(1);
    });
  });
}

const DAY = new Date('2026-03-02T00:00:00Z');
const THINGS: readonly Thing[] = [
  { _id: 'a', n: 1, text: 'one', state: 'due' },
  { _id: 'b', n: 2, text: 'two', list: ['x', 'y'], inner: { x: 1, y: 2 }, at: DAY },
  { _id: 'c', n: 3, list: [{ k: 1, v: 'p' }, { k: 2, v: 'q' }], inner: { y: 2, x: 1 } },
  { _id: 'd', n: null, state: 'held' },
  { _id: 'e', text: 'five|5' },
];

const FILTERS: readonly (readonly [Filter<Thing>, string])[] = [
  [{}, 'a,b,c,d,e'], [{ n: 2 }, 'b'], [{ n: null }, 'd,e'], [{ n: { $ne: 2 } }, 'a,c,d,e'], [{ n: { $exists: false } }, 'e'], [{ n: { $exists: true } }, 'a,b,c,d'],
  [{ n: { $gt: 1 } }, 'b,c'], [{ n: { $lte: 2 } }, 'a,b'], [{ text: { $gte: 'one' } }, 'a,b'], [{ n: { $lt: 'x' as never } }, ''], [{ n: { $in: [1, 3] } }, 'a,c'], [{ n: { $nin: [1, null] } }, 'b,c'],
  [{ n: { $in: [null, 2] } }, 'b,d,e'], [{ list: 'x' }, 'b'], [{ 'list.k': 2 }, 'c'], [{ list: { $elemMatch: { k: 2, v: 'p' } } }, ''], [{ list: { $elemMatch: { k: 2, v: 'q' } } }, 'c'],
  [{ list: { $size: 2 } }, 'b,c'], [{ inner: { x: 1, y: 2 } }, 'b'], [{ inner: { $ne: { x: 1, y: 2 } } }, 'a,c,d,e'], [{ 'inner.y': 2 }, 'b,c'], [{ text: /^five\|/ }, 'e'], [{ _id: { $in: [/^a/, /^b/] as never } }, 'a,b'],
  [{ $or: [{ n: 1 }, { text: 'two' }] }, 'a,b'], [{ $and: [{ n: { $gte: 1 } }, { n: { $lt: 3 } }] }, 'a,b'], [{ at: { $lt: new Date('2026-04-01T00:00:00Z') } }, 'b'], [{ text: { $type: 'string' } }, 'a,b,e'],
  [{ _id: { $gte: 'b', $lt: 'd' } }, 'b,c'], [{ $expr: { $eq: ['$n', 3] } }, 'c'], [{ n: undefined, text: 'two' } as never, 'b'], [{ state: { $in: ['due', 'held'] } }, 'a,d'],
];

const B = { _id: 'b', n: 2, text: 'two', list: ['x', 'y'], inner: { x: 1, y: 2 }, at: DAY };
const UPDATES: readonly (readonly [unknown, unknown])[] = [
  [{ $set: { n: 9, 'inner.z': 3, 'fresh.deep': true } }, { ...B, n: 9, inner: { x: 1, y: 2, z: 3 }, fresh: { deep: true } }],
  [{ $unset: { text: 1, 'inner.x': 1, nothing: 1 } }, { _id: 'b', n: 2, list: ['x', 'y'], inner: { y: 2 }, at: DAY }],
  [{ $inc: { n: 3, fresh: 1 } }, { ...B, n: 5, fresh: 1 }],
  [{ $addToSet: { list: 'x', fresh: 'a' } }, { ...B, list: ['x', 'y'], fresh: ['a'] }],
  [{ $push: { list: 'z', fresh: 'a' } }, { ...B, list: ['x', 'y', 'z'], fresh: ['a'] }],
  [{ $pull: { list: 'x' } }, { ...B, list: ['y'] }],
  [{ $setOnInsert: { n: 5 }, $set: { text: 'zwei' } }, { ...B, text: 'zwei' }],
  [[{ $set: { n: { $min: [{ $ifNull: ['$fresh', 1] }, 7] }, text: { $literal: '$n' } } }], { ...B, n: 1, text: '$n' }],
  [[{ $set: { list: { $slice: [{ $concatArrays: [['w'], '$list'] }, 2] }, inner: { $mergeObjects: ['$inner', { y: 5 }] } } }], { ...B, list: ['w', 'x'], inner: { x: 1, y: 5 } }],
  [[{ $set: { was: { $cond: [{ $lt: ['$n', 3] }, { $type: '$nothing' }, 'much'] } } }], { ...B, was: 'missing' }],
  [[{ $replaceWith: { $mergeObjects: ['$$ROOT', { n: 0 }] } }], { ...B, n: 0 }],
];

const AGGREGATIONS: readonly (readonly [unknown, unknown])[] = [
  [[{ $match: { n: { $gte: 1 } } }, { $group: { _id: null, sum: { $sum: '$n' }, count: { $sum: 1 }, most: { $max: '$n' } } }], [{ _id: null, sum: 6, count: 3, most: 3 }]],
  [[{ $match: { _id: 'c' } }, { $unwind: '$list' }, { $project: { k: '$list.k' } }], [{ _id: 'c', k: 1 }, { _id: 'c', k: 2 }]],
  [[{ $group: { _id: { $ifNull: ['$state', 'none'] }, lines: { $sum: 1 }, ones: { $sum: { $cond: [{ $eq: ['$n', 1] }, 1, 0] } } } }, { $sort: { _id: 1 } }], [{ _id: 'due', lines: 1, ones: 1 }, { _id: 'held', lines: 1, ones: 0 }, { _id: 'none', lines: 3, ones: 0 }]],
  [[{ $match: { _id: 'c' } }, { $project: { sum: { $sum: { $map: { input: '$list', in: '$$this.k' } } } } }], [{ _id: 'c', sum: 3 }]],
  [[{ $match: { _id: 'a' } }, { $project: { _id: 0, first: { $first: '$list' }, head: { $substrBytes: ['$text', 0, 2] } } }], [{ first: null, head: 'on' }]],
];
