import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureIndexes } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { chunkIdOf } from '../batch/batch.range.js';
import { draftBatch } from '../batch/batch.builders.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { dueNo } from '../item/item.builders.js';
import type { HeldLine } from './held-line.js';
import { HELD_LINE_INDEXES, MongoHeldLineStore } from './held-line.store.mongo.js';

const BATCH = draftBatch().id;
const heldNo = (n: number, run = 1, codes: HeldLine['codes'] = ['account-not-own']): HeldLine => ({ due: dueNo(n), chunkId: chunkIdOf(BATCH, run, 1), codes, receiptId: null });

describe('held lines in the database', () => {
  let database: TestDatabase;
  let store: MongoHeldLineStore;
  beforeAll(async () => {
    database = await testDatabase();
    await ensureIndexes(database.db, HELD_LINE_INDEXES);
    store = new MongoHeldLineStore(database.db);
  });
  afterAll(() => database.close());
  beforeEach(() => database.db.collection('held_lines').deleteMany({}));

  const shown = async (city = JINHUA): Promise<readonly HeldLine[]> => (await store.page(city, BATCH, { after: null, limit: 100 })).map(({ id: _id, ...line }) => line);

  it('come back as they were written, once each however often they are written', async () => {
    await store.add(BATCH, [heldNo(1), heldNo(2)]);
    await store.add(BATCH, [heldNo(1, 1, ['duplicate']), heldNo(2)]);
    expect(await shown()).toEqual([heldNo(1), heldNo(2)]);
    expect(await shown(WENZHOU)).toEqual([]);
  });

  it('that an earlier run left behind are replaced, and a later run\'s are not', async () => {
    await store.add(BATCH, [heldNo(1, 1, ['duplicate'])]);
    await store.add(BATCH, [heldNo(1, 2)]);
    await store.add(BATCH, [heldNo(1, 1, ['duplicate'])]);
    expect(await shown()).toEqual([heldNo(1, 2)]);
  });

  it('are held in each batch anew: a due may be held month after month', async () => {
    await store.add(BATCH, [heldNo(1)]);
    await store.add('330700.post-allowance.2026-11.2', [heldNo(1)]);
    await store.discardBatch(BATCH);
    expect(await database.db.collection('held_lines').countDocuments()).toBe(1);
  });

  it('go by chunk and by run', async () => {
    await store.add(BATCH, [heldNo(1, 1), heldNo(2, 2), heldNo(3, 3)]);
    await store.discardChunk(BATCH, chunkIdOf(BATCH, 2, 1));
    expect(await shown()).toEqual([heldNo(1, 1), heldNo(3, 3)]);
    await store.discardBefore(BATCH, 3);
    expect(await shown()).toEqual([heldNo(3, 3)]);
  });

  it('are shown page by page, each once', async () => {
    const lines = Array.from({ length: 7 }, (_, n) => heldNo(n));
    await store.add(BATCH, lines);
    const first = await store.page(JINHUA, BATCH, { after: null, limit: 4 });
    const second = await store.page(JINHUA, BATCH, { after: first.at(-1)?.id ?? null, limit: 4 });
    expect([...first, ...second].map(({ id: _id, ...line }) => line)).toEqual(lines);
  });
});
