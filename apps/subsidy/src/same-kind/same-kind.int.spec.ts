import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fen } from '@gongjiang/kernel';
import { connectMongo, inTransaction, transactionOf, type MongoConnection } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import type { Collection, Db } from 'mongodb';
import { chunkIdOf } from '../batch/batch.range.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { dueKey } from '../item/item.js';
import { tokenNo } from '../person/person.builders.js';
import { sameKindIdOf, type SameKindClaim } from './same-kind.js';
import { MongoSameKindStore } from './same-kind.store.mongo.js';
import { NOVEMBER } from '../chunk/chunk.builders.js';

const BATCH = { [JINHUA]: '330700.post-allowance.2026-11.1', [WENZHOU]: '330300.post-allowance.2026-11.1' } as const;
const AMOUNT = { [JINHUA]: fen(60_000), [WENZHOU]: fen(50_000) } as const;
type City = typeof JINHUA;

/** The nth person's November, as a chunk of the city's batch claims it. */
function claimNo(n: number, city: City, { run = 1, batchId = BATCH[city] ?? '' } = {}): SameKindClaim {
  return { id: sameKindIdOf(`person-${n}`, 'post-allowance', NOVEMBER), city, dueKey: `${city}|${n}`, chunkId: chunkIdOf(batchId, run, 1), amountFen: AMOUNT[city] ?? fen(0) };
}
const claimsOf = (count: number, city: City, parts = {}): SameKindClaim[] => Array.from({ length: count }, (_, n) => claimNo(n, city, parts));

describe('one month of one person is paid by one city', () => {
  let database: TestDatabase;
  let connection: MongoConnection;
  let store: MongoSameKindStore;
  let rechecked: string[] = [];
  const storeOn = (db: Db, interrupt: () => void = () => undefined): MongoSameKindStore => new MongoSameKindStore(db, {
    recheckMonths: async (ids, from) => { rechecked.push(...ids.map((id) => `${id} ${from}`)); interrupt(); },
  });
  beforeAll(async () => {
    database = await testDatabase();
    connection = await connectMongo({ url: database.url, database: database.name });
  });
  afterAll(async () => {
    await connection.close();
    await database.close();
  });
  beforeEach(async () => {
    await database.db.collection('same_kind_claims').deleteMany({});
    rechecked = [];
    store = storeOn(connection.db);
  });

  it('though two cities claim a thousand of them at the same time: each has exactly one winner', async () => {
    const [jinhua, wenzhou] = await Promise.all([store.claim(JINHUA, claimsOf(1_000, JINHUA)), store.claim(WENZHOU, claimsOf(1_000, WENZHOU))]);
    expect(jinhua.length + wenzhou.length).toBe(1_000);
    expect(new Set([...jinhua, ...wenzhou].map((other) => other.id)).size).toBe(1_000);
  });

  it('and the loser learns the amount and nothing else', async () => {
    await store.claim(WENZHOU, [claimNo(1, WENZHOU)]);
    expect(await store.claim(JINHUA, [claimNo(1, JINHUA)])).toEqual([{ id: claimNo(1, JINHUA).id, amountFen: 50_000 }]);
  });

  it('also in a batch that has met another city before, and looks first', async () => {
    await store.claim(WENZHOU, [claimNo(1, WENZHOU), claimNo(5, WENZHOU)]);
    expect((await store.claim(JINHUA, [claimNo(1, JINHUA), claimNo(2, JINHUA)])).map(({ id }) => id)).toEqual([claimNo(1, JINHUA).id]);
    expect((await store.claim(JINHUA, [claimNo(4, JINHUA), claimNo(5, JINHUA), claimNo(6, JINHUA)])).map(({ id }) => id)).toEqual([claimNo(5, JINHUA).id]);
    expect(await store.claim(WENZHOU, [claimNo(4, WENZHOU), claimNo(6, WENZHOU), claimNo(7, WENZHOU)])).toHaveLength(2);
    expect(await store.claim(JINHUA, [claimNo(7, JINHUA)])).toHaveLength(1);
  });

  it('and what a city holds is its own when it asks again, also in a later batch', async () => {
    const claims = claimsOf(10, JINHUA);
    await store.claim(JINHUA, claims);
    expect(await store.claim(JINHUA, claims)).toEqual([]);
    expect(await store.claim(JINHUA, claimsOf(10, JINHUA, { batchId: '330700.post-allowance.2026-11.2' }))).toEqual([]);
    expect(await store.claim(WENZHOU, claimsOf(10, WENZHOU))).toHaveLength(10);
  });

  it('and a cancelled batch sets its months free, and no other batch\'s', async () => {
    await store.claim(JINHUA, claimsOf(3, JINHUA));
    await store.claim(JINHUA, [claimNo(7, JINHUA, { batchId: `${BATCH[JINHUA]}0` })]);
    await store.freeBatch(BATCH[JINHUA] ?? '');
    await store.freeBatch(BATCH[JINHUA] ?? '');
    expect(await store.claim(WENZHOU, [...claimsOf(3, WENZHOU), claimNo(7, WENZHOU)])).toEqual([{ id: claimNo(7, JINHUA).id, amountFen: 60_000 }]);
  });

  it('and a new planning sets free what earlier ones claimed, and not its own', async () => {
    await store.claim(JINHUA, [claimNo(1, JINHUA, { run: 1 }), claimNo(2, JINHUA, { run: 2 })]);
    await store.freeBefore(BATCH[JINHUA] ?? '', 2);
    expect(await store.claim(WENZHOU, [claimNo(1, WENZHOU), claimNo(2, WENZHOU)])).toMatchObject([{ id: claimNo(2, JINHUA).id }]);
  });

  it('also where the other city sets it free in the very moment: then the claim is really held', async () => {
    await store.claim(WENZHOU, [claimNo(1, WENZHOU)]);
    const racing = storeOn(freeingOnClash(database.db, () => store.freeBatch(BATCH[WENZHOU] ?? '')));
    expect(await racing.claim(JINHUA, [claimNo(1, JINHUA)])).toEqual([]);
    expect(await store.claim(WENZHOU, [claimNo(1, WENZHOU)])).toEqual([{ id: claimNo(1, JINHUA).id, amountFen: 60_000 }]);
  });

  it('and a claim that stands twice in one call is one claim', async () => {
    expect(await store.claim(JINHUA, [claimNo(1, JINHUA), claimNo(1, JINHUA)])).toEqual([]);
    expect(await store.claim(WENZHOU, [claimNo(1, WENZHOU)])).toHaveLength(1);
  });

  describe('and who came second', () => {
    const dueOf = (city: City): string => `${city}${tokenNo(1)}|jinhua/7/post-allowance|c-1|${NOVEMBER}`;
    const monthOf = (city: City, run = 1): SameKindClaim => ({ ...claimNo(1, city, { run }), dueKey: dueOf(city) });
    const second = `${WENZHOU}${tokenNo(1)}|jinhua/7/post-allowance|c-1 ${NOVEMBER}`;
    beforeEach(async () => {
      await store.claim(JINHUA, [monthOf(JINHUA)]);
      await store.claim(WENZHOU, [monthOf(WENZHOU)]);
    });

    it.each<[string, () => Promise<void>]>([
      ['is planned anew', () => store.freeBefore(BATCH[JINHUA] ?? '', 2)],
      ['is cancelled', () => store.freeBatch(BATCH[JINHUA] ?? '')],
      ['gives up a chunk', () => store.freeChunks([monthOf(JINHUA).chunkId], [])],
    ])('is decided anew when the first one\'s batch %s', async (_, free) => {
      expect(rechecked).toEqual([]);
      await free();
      await free();
      expect(rechecked).toEqual([second]);
      expect(await store.claim(WENZHOU, [monthOf(WENZHOU)])).toEqual([]);
    });

    it('is decided anew though the first one dies while it sets the month free', async () => {
      const dying = storeOn(connection.db, () => { throw new Error('killed'); });
      await expect(dying.freeBatch(BATCH[JINHUA] ?? '')).rejects.toThrow('killed');
      expect(await store.claim(WENZHOU, [monthOf(WENZHOU)])).toHaveLength(1);
      await store.freeBatch(BATCH[JINHUA] ?? '');
      expect(rechecked).toEqual([second, second]);
    });

    it('is decided anew though it lost the month in the very moment in which it is set free', async () => {
      await database.db.collection('same_kind_claims').deleteMany({});
      await store.claim(JINHUA, [monthOf(JINHUA)]);
      const racing = storeOn(freeingOnClash(database.db, () => store.freeBatch(BATCH[JINHUA] ?? '')));
      expect(await racing.claim(WENZHOU, [monthOf(WENZHOU)])).toEqual([]);
    });

    it('is not, while the month is the first one\'s: a later planning takes it over, and a late worker of the earlier one frees only its own', async () => {
      expect(await store.claim(JINHUA, [monthOf(JINHUA, 2)])).toEqual([]);
      await store.freeChunks([monthOf(JINHUA).chunkId], []);
      expect(rechecked).toEqual([]);
      expect(await store.claim(WENZHOU, [monthOf(WENZHOU)])).toHaveLength(1);
      await store.freeChunks([monthOf(JINHUA, 2).chunkId], []);
      expect(rechecked).toEqual([second]);
    });
  });

  describe('and one subject by one payee of a city', () => {
    const payeeNo = (n: number, place = 0): SameKindClaim => ({ id: `${JINHUA}|workshop|w-1|${place}`, payee: tokenNo(n), city: JINHUA, dueKey: `due-${n}`, chunkId: chunkIdOf(BATCH[JINHUA] ?? '', 1, n), amountFen: fen(n * 100) });

    it('though two claim it in one call: the second is told, and nobody else', async () => {
      expect(await store.claim(JINHUA, [payeeNo(1), payeeNo(2)])).toEqual([{ id: payeeNo(1).id, payee: tokenNo(2), amountFen: 100 }]);
      expect(await store.claim(JINHUA, [payeeNo(1)])).toEqual([]);
    });

    it('of whom another takes the place behind, until the first is set free', async () => {
      await store.claim(JINHUA, [payeeNo(1)]);
      expect(await store.claim(JINHUA, [payeeNo(2, 1)])).toEqual([]);
      const due = { city: JINHUA, person: tokenNo(1), entitlement: 'jinhua/4/master-workshop', subject: 'w-1', period: NOVEMBER };
      const mine = { ...payeeNo(1, 2), dueKey: dueKey(due) };
      await store.claim(JINHUA, [mine]);
      await inTransaction(connection, (session) => store.freeDue(due, `${JINHUA}|workshop|w-1`, transactionOf(session)));
      expect(await store.claim(JINHUA, [payeeNo(3, 0), payeeNo(3, 1), payeeNo(3, 2)])).toEqual([{ id: payeeNo(1).id, payee: tokenNo(3), amountFen: 100 }, { id: payeeNo(2, 1).id, payee: tokenNo(3), amountFen: 200 }]);
    });
  });

  it('no claims at all are no question', async () => {
    expect(await store.claim(JINHUA, [])).toEqual([]);
  });
});

/** The database as it is when, between a clash and the look at who holds the month, the other city sets it free. */
function freeingOnClash(db: Db, free: () => Promise<void>): Db {
  const clashing = (collection: Collection): Collection => new Proxy(collection, {
    get(target, key) {
      const own = Reflect.get(target, key, target) as unknown;
      if (key !== 'insertMany') return typeof own === 'function' ? own.bind(target) : own;
      return async (...documents: Parameters<Collection['insertMany']>) => target.insertMany(...documents).catch(async (error: unknown) => {
        await free();
        throw error;
      });
    },
  });
  return { collection: (name: string) => clashing(db.collection(name)) } as unknown as Db;
}
