import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addMonths, month, type Month } from '@gongjiang/kernel';
import { ensureIndexes } from '@gongjiang/persistence';
import { loadPacks } from '@gongjiang/policy';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { chunkIdOf } from '../batch/batch.range.js';
import { JINHUA } from '../city/city.builders.js';
import { tokenNo } from '../person/person.builders.js';
import { dueNo, itemNo } from './item.builders.js';
import { ITEM_INDEXES, MongoItemStore } from './item.store.mongo.js';
import { isInScope, scopeOf } from './past-due.scope.js';

const PERSONS = 100;
const FIRST = month('2026-01');
const ALLOWANCE = 'jinhua/7/post-allowance';
const batchOf = (period: Month): string => `330700.post-allowance.${period}.1`;

let database: TestDatabase;
let store: MongoItemStore;
beforeAll(async () => {
  database = await testDatabase();
  await ensureIndexes(database.db, ITEM_INDEXES);
  store = new MongoItemStore(database.db);
});
afterAll(() => database.close());

/** What the calculation of a month looks at of what these persons were paid in all the months before. */
async function looksAt(period: Month): Promise<{ readonly documents: number; readonly found: number }> {
  const { db } = database;
  const scope = scopeOf(loadPacks(), [{ entitlement: ALLOWANCE, period }], period);
  await db.command({ profile: 2 });
  const past = await store.past(JINHUA, tokenNo(1), tokenNo(PERSONS), batchOf(period), scope);
  await db.command({ profile: 0 });
  const looks = await db.collection<{ docsExamined: number }>('system.profile').find({ ns: `${db.databaseName}.items`, op: { $in: ['query', 'getmore'] } }).toArray();
  await db.collection('system.profile').drop();
  expect([...past.values()].flat().every(({ due }) => isInScope(scope, due))).toBe(true);
  return { documents: looks.reduce((sum, { docsExamined }) => sum + docsExamined, 0), found: [...past.values()].flat().length };
}

it('a calculation looks at as many lines of the past in the twenty-fourth month as in the second', async () => {
  const seen: Awaited<ReturnType<typeof looksAt>>[] = [];
  for (let n = 0; n < 24; n += 1) {
    const period = addMonths(FIRST, n);
    seen.push(await looksAt(period));
    await store.add(Array.from({ length: PERSONS }, (_, at) => itemNo(at + 1, { due: dueNo(at + 1, { period }), chunkId: chunkIdOf(batchOf(period), 1, 1) })));
  }
  expect(seen[0]).toEqual({ documents: 0, found: 0 });
  expect(seen.slice(1)).toEqual(Array.from({ length: 23 }, () => ({ documents: PERSONS, found: PERSONS })));
});
