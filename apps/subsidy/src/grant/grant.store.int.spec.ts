import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { month } from '@gongjiang/kernel';
import { connectMongo, ensureIndexes, inTransaction, transactionOf, type MongoConnection } from '@gongjiang/persistence';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { chunkIdOf } from '../batch/batch.range.js';
import { draftBatch } from '../batch/batch.builders.js';
import type { Grant } from './grant.js';
import { allowanceOf, trainingOf, wenzhouAllowanceOf } from './grant.builders.js';
import { GRANT_INDEXES, MongoGrantStore } from './grant.store.mongo.js';

const TRAINING = draftBatch({ id: '330700.certificate-training.2026-11.1', entitlements: ['jinhua/7/certificate-training'] });
const chunk = (run: number, batchId = TRAINING.id): string => chunkIdOf(batchId, run, 1);

describe('grants in the database', () => {
  let database: TestDatabase;
  let connection: MongoConnection;
  let store: MongoGrantStore;
  beforeAll(async () => {
    database = await testDatabase();
    connection = await connectMongo({ url: database.url, database: database.name });
    await ensureIndexes(connection.db, GRANT_INDEXES);
    store = new MongoGrantStore(connection.db);
  });
  afterAll(async () => {
    await connection.close();
    await database.close();
  });
  beforeEach(() => connection.db.collection('grants').deleteMany({}));

  const open = (...grants: readonly Grant[]): Promise<void> => inTransaction(connection, (session) => store.open(grants, transactionOf(session)));
  async function due(batch = TRAINING, of = store): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const page of of.due(batch, { batchId: batch.id, month: batch.period, cityFrom: month('2026-11'), plannedBefore: null })) ids.push(...page.map(({ id }) => id));
    return ids;
  }

  it('are due in the months of their term, in the order of their keys, to their own city and programme', async () => {
    const allowances = [3, 1, 2].map((n) => allowanceOf(n));
    await open(...allowances, allowanceOf(4, { firstMonth: month('2026-12') }), allowanceOf(5, { lastMonth: month('2026-10') }), allowanceOf(6, { lastMonth: month('2026-11') }), trainingOf(1), wenzhouAllowanceOf(1));
    expect(await due(draftBatch())).toEqual([1, 2, 3, 6].map((n) => allowanceOf(n).id));
    expect(await due(draftBatch({ city: wenzhouAllowanceOf(1).city, entitlements: ['wenzhou/1/post-allowance'] }))).toEqual([wenzhouAllowanceOf(1).id]);
  });

  it('are due all and each once, wherever the database parts what it hands out', async () => {
    await open(...[1, 2, 3, 4, 5].map((n) => allowanceOf(n)), allowanceOf(6, { lastMonth: month('2026-10') }));
    for (const grantsAPage of [1, 2, 3, 5, 6, 7]) expect(await due(draftBatch(), new MongoGrantStore(connection.db, grantsAPage))).toEqual([1, 2, 3, 4, 5].map((n) => allowanceOf(n).id));
  });

  it('that are paid once are due from their month on until they are spent', async () => {
    await open(trainingOf(1), trainingOf(2, { period: month('2026-12') }), trainingOf(3, { spentIn: chunk(1, '330700.certificate-training.2026-10.1') }));
    expect(await due()).toEqual([trainingOf(1).id]);
    await store.spend([trainingOf(1).id], chunk(1));
    expect(await due({ ...TRAINING, id: '330700.certificate-training.2026-12.1' })).toEqual([]);
  });

  it('that the batch spent itself in an earlier run are due to it again, also when a frozen worker marks them only now', async () => {
    await open(trainingOf(1));
    await store.spend([trainingOf(1).id], chunk(1));
    expect(await due()).toEqual([trainingOf(1).id]);
  });

  it('that were spent are not spent again by another batch, and are by a later run of the same', async () => {
    const spentIn = async (): Promise<unknown> => (await connection.db.collection('grants').findOne({}))?.['spentIn'];
    await open(trainingOf(1));
    await store.spend([trainingOf(1).id], chunk(1));
    await store.spend([trainingOf(1).id], chunk(1, '330700.certificate-training.2026-12.1'));
    expect(await spentIn()).toBe(chunk(1));
    await store.spend([trainingOf(1).id], chunk(2));
    expect(await spentIn()).toBe(chunk(2));
    await store.spend([trainingOf(1).id], chunk(1));
    expect(await spentIn()).toBe(chunk(2));
  });

  it('are set free by run, by chunk and by batch, and no others', async () => {
    const grants = [1, 2, 3, 4].map((n) => trainingOf(n));
    const chunks = [chunk(1), chunk(2), chunkIdOf(TRAINING.id, 2, 2), chunk(1, `${TRAINING.id}0`)];
    await open(...grants.map((grant, at) => ({ ...grant, spentIn: chunks[at] ?? null })));
    const spent = async (): Promise<readonly number[]> => (await store.find(grants.map((grant) => grant.id))).flatMap((grant, at) => ('spentIn' in grant && grant.spentIn !== null ? [at + 1] : []));
    await store.unspendBefore(TRAINING.id, 2);
    expect(await spent()).toEqual([2, 3, 4]);
    await store.unspendChunk(chunk(2));
    expect(await spent()).toEqual([3, 4]);
    await store.unspendBatch(TRAINING.id);
    expect(await spent()).toEqual([4]);
  });

  it('are not opened where the transaction is taken back', async () => {
    await expect(inTransaction(connection, async (session) => {
      await store.open([allowanceOf(1)], transactionOf(session));
      throw new Error('taken back');
    })).rejects.toThrow('taken back');
    expect(await store.find([allowanceOf(1).id])).toEqual([]);
  });
});
