import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ok, refuse } from '@gongjiang/kernel';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { MongoBulkWriteError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { isDuplicateKey } from './duplicate-key.js';
import { ensureIndexes } from './indexes.js';
import { insertAndTellKnown, insertNew } from './insert-new.js';
import { runMigrations } from './migrations.js';
import { connectMongo, type MongoConnection } from './mongo.connection.js';
import { inTransaction } from './transaction.js';
import { TransactionTimeout } from './transaction.timeout.js';
import { isUnavailable } from './unavailable.js';
import { NOT_YET, saveVersioned, updateVersioned } from './versioned.js';

interface Fund { readonly _id: string; readonly version: number; readonly spentFen: number }
interface Row { readonly _id: string; readonly code?: string; readonly n?: number }

let database: TestDatabase;
let connection: MongoConnection;
beforeAll(async () => {
  database = await testDatabase();
  connection = await connectMongo({ url: database.url, database: database.name });
});
afterAll(async () => {
  await connection.close();
  await database.close();
});
const funds = (): ReturnType<typeof connection.db.collection<Fund>> => connection.db.collection<Fund>('funds');
const rows = (name: string): ReturnType<typeof connection.db.collection<Row>> => connection.db.collection<Row>(name);

describe('a connection', () => {
  it('says in one sentence where no server answers, without the password', async () => {
    const refused = connectMongo({ url: 'mongodb://user:hush@127.0.0.1:1/', database: 'x', serverSelectionTimeoutMs: 200 });
    await expect(refused).rejects.toThrow(/^MongoDB cannot be reached at 127\.0\.0\.1:1: /);
    await refused.catch((error: Error) => {
      expect(error.message).not.toContain('hush');
      expect(isUnavailable(error.cause)).toBe(true);
    });
  });

  it('refuses an address that is none', async () => {
    await expect(connectMongo({ url: 'localhost', database: 'x' })).rejects.toThrow('Invalid scheme');
  });

  it('writes with majority and journal, and leaves undefined out', async () => {
    expect(connection.db.writeConcern).toMatchObject({ w: 'majority', journal: true });
    await connection.db.collection<{ _id: string; a?: undefined }>('odd').insertOne({ _id: '1', a: undefined });
    expect(await connection.db.collection('odd').findOne({})).toEqual({ _id: '1' });
  });
});

describe('a transaction', () => {
  it('writes all of it', async () => {
    await inTransaction(connection, async (session) => {
      await rows('left').insertOne({ _id: 'all' }, { session });
      await rows('right').insertOne({ _id: 'all' }, { session });
    });
    expect(await rows('left').countDocuments({ _id: 'all' }) + await rows('right').countDocuments({ _id: 'all' })).toBe(2);
  });

  it('writes nothing where the work throws', async () => {
    const failing = inTransaction(connection, async (session) => {
      await rows('left').insertOne({ _id: 'thrown' }, { session });
      throw new Error('a bug');
    });
    await expect(failing).rejects.toThrow('a bug');
    expect(await rows('left').countDocuments({ _id: 'thrown' })).toBe(0);
  });

  it('writes nothing where the work answers with a refusal', async () => {
    const result = await inTransaction(connection, async (session) => {
      await rows('left').insertOne({ _id: 'refused' }, { session });
      return refuse('fund.too-little');
    });
    expect(result).toEqual(refuse('fund.too-little'));
    expect(await rows('left').countDocuments({ _id: 'refused' })).toBe(0);
  });

  it('keeps what the work wrote where it answers with a value', async () => {
    const result = await inTransaction(connection, async (session) => {
      await rows('left').insertOne({ _id: 'valued' }, { session });
      return ok(1);
    });
    expect(result).toEqual(ok(1));
    expect(await rows('left').countDocuments({ _id: 'valued' })).toBe(1);
  });

  it('tries again where another writer was faster, and both effects are there', async () => {
    await funds().insertOne({ _id: 'hot', version: 1, spentFen: 0 });
    await Promise.all(Array.from({ length: 8 }, () => inTransaction(connection, async (session) => {
      const fund = await funds().findOne({ _id: 'hot' }, { session });
      await funds().updateOne({ _id: 'hot' }, { $set: { spentFen: (fund?.spentFen ?? 0) + 1 } }, { session });
    })));
    expect((await funds().findOne({ _id: 'hot' }))?.spentFen).toBe(8);
  });

  it.each<[string, Error]>([
    ['no connection was to be had', new MongoNetworkError('the pool was cleared')],
    ['none was to be had for a bulk write', new MongoBulkWriteError(new MongoNetworkError('the pool was cleared'), {} as never)],
    ['nobody took writes', new MongoServerSelectionError('nobody was elected', {} as never)],
  ])('is done once more, all of it, where %s in its middle', async (why, error) => {
    let tries = 0;
    await inTransaction(connection, async (session) => {
      tries += 1;
      await rows('again').insertOne({ _id: why, n: tries }, { session });
      if (tries === 1) throw error;
    });
    expect(await rows('again').findOne({ _id: why })).toEqual({ _id: why, n: 2 });
  });

  it('is not done once more where the work itself fails', async () => {
    let tries = 0;
    await expect(inTransaction(connection, async () => { tries += 1; throw new MongoBulkWriteError({ message: 'duplicate key', code: 11_000 }, {} as never); })).rejects.toThrow('duplicate key');
    expect(tries).toBe(1);
  });

  it('is given up and taken back when its time is over', async () => {
    const stuck = inTransaction(connection, async (session) => {
      await rows('left').insertOne({ _id: 'stuck' }, { session });
      await new Promise(() => undefined);
    }, { timeoutMs: 200 });
    await expect(stuck).rejects.toThrow(TransactionTimeout);
    expect(await rows('left').countDocuments({ _id: 'stuck' })).toBe(0);
  });

  it('is given up too when another one holds the document all the time', async () => {
    await funds().insertOne({ _id: 'held', version: 1, spentFen: 0 });
    await connection.client.withSession(async (holder) => {
      holder.startTransaction();
      await funds().updateOne({ _id: 'held' }, { $set: { spentFen: 1 } }, { session: holder });
      const other = inTransaction(connection, (session) => funds().updateOne({ _id: 'held' }, { $set: { spentFen: 2 } }, { session }), { timeoutMs: 300 });
      await expect(other).rejects.toThrow(TransactionTimeout);
      await holder.abortTransaction();
    });
  });
});

describe('a document with a version', () => {
  it('is new once', async () => {
    expect(await saveVersioned(funds(), { _id: 'a', spentFen: 1 }, { version: NOT_YET })).toEqual(ok(1));
    expect(await saveVersioned(funds(), { _id: 'a', spentFen: 2 }, { version: NOT_YET })).toEqual(refuse('version-conflict'));
    expect(await funds().findOne({ _id: 'a' })).toEqual({ _id: 'a', version: 1, spentFen: 1 });
  });

  it('is changed by who has seen its last version only', async () => {
    await saveVersioned(funds(), { _id: 'b', spentFen: 1 }, { version: NOT_YET });
    expect(await saveVersioned(funds(), { _id: 'b', spentFen: 2 }, { version: 1 })).toEqual(ok(2));
    expect(await saveVersioned(funds(), { _id: 'b', spentFen: 3 }, { version: 1 })).toEqual(refuse('version-conflict'));
    expect(await updateVersioned(funds(), { _id: 'b', version: 2 }, { $set: { spentFen: 4 } })).toEqual(ok(3));
    expect(await updateVersioned(funds(), { _id: 'b', version: 2 }, { $inc: { spentFen: 4 } })).toEqual(refuse('version-conflict'));
    expect(await funds().findOne({ _id: 'b' })).toEqual({ _id: 'b', version: 3, spentFen: 4 });
  });

  it('conflicts inside a transaction without a mess: the refusal can be returned', async () => {
    await saveVersioned(funds(), { _id: 'c', spentFen: 1 }, { version: NOT_YET });
    const result = await inTransaction(connection, (session) => saveVersioned(funds(), { _id: 'c', spentFen: 2 }, { version: NOT_YET, session }));
    expect(result).toEqual(refuse('version-conflict'));
  });

  it('is created by exactly one of many at once, in transactions and without', async () => {
    const create = (id: string): Promise<unknown>[] => Array.from({ length: 12 }, (_, n) => (n % 2 === 0
      ? saveVersioned(funds(), { _id: id, spentFen: n }, { version: NOT_YET })
      : inTransaction(connection, (session) => saveVersioned(funds(), { _id: id, spentFen: n }, { version: NOT_YET, session }))));
    const results = await Promise.all(create('race')) as { ok: boolean }[];
    expect(results.filter((result) => result.ok)).toHaveLength(1);
  });

  it('gets one more with each of many changes at once, none lost', async () => {
    await saveVersioned(funds(), { _id: 'd', spentFen: 0 }, { version: NOT_YET });
    const spendOnce = async (): Promise<void> => {
      for (;;) {
        const fund = await funds().findOne({ _id: 'd' });
        const saved = await saveVersioned(funds(), { _id: 'd', spentFen: (fund?.spentFen ?? 0) + 1 }, { version: fund?.version ?? NOT_YET });
        if (saved.ok) return;
      }
    };
    await Promise.all(Array.from({ length: 10 }, spendOnce));
    expect(await funds().findOne({ _id: 'd' })).toEqual({ _id: 'd', version: 11, spentFen: 10 });
  });
});

describe('a bulk insert', () => {
  it('takes what is there already for done', async () => {
    expect(await insertNew(rows('bulk'), [{ _id: '1' }, { _id: '2' }])).toBe(2);
    expect(await insertNew(rows('bulk'), [{ _id: '1', n: 9 }, { _id: '3' }, { _id: '2' }])).toBe(1);
    expect(await insertNew(rows('bulk'), [{ _id: '1' }])).toBe(0);
    expect(await insertAndTellKnown(rows('bulk'), [{ _id: '4' }, { _id: '3' }, { _id: '5' }, { _id: '1' }])).toEqual([{ _id: '3' }, { _id: '1' }]);
    expect(await insertNew(rows('bulk'), [])).toBe(0);
    expect((await rows('bulk').find().sort({ _id: 1 }).toArray())).toEqual(['1', '2', '3', '4', '5'].map((_id) => ({ _id })));
  });

  it('throws where another unique index is hurt, and says so as a duplicate', async () => {
    await ensureIndexes(connection.db, { coded: [{ key: { code: 1 }, unique: true }] });
    await insertNew(rows('coded'), [{ _id: '1', code: 'x' }]);
    const clash = insertNew(rows('coded'), [{ _id: '1', code: 'x' }, { _id: '2', code: 'x' }]);
    await expect(clash).rejects.toThrow('E11000');
    await clash.catch((error: unknown) => expect(isDuplicateKey(error)).toBe(true));
  });

  it('throws on any other error', async () => {
    await connection.db.createCollection('strict', { validator: { n: { $type: 'int' } } });
    await expect(insertNew(rows('strict'), [{ _id: '1', n: 1 }, { _id: '2' }])).rejects.toThrow('failed validation');
  });

  it('has a limit', async () => {
    await expect(insertNew(rows('bulk'), Array.from({ length: 10_001 }, (_, n) => ({ _id: `n${n}` })))).rejects.toThrow(RangeError);
  });
});

describe('the indexes of a service', () => {
  it('are made once, however often they are asked for', async () => {
    const table = { things: [{ key: { city: 1, at: 1 } }, { key: { at: 1 }, expireAfterSeconds: 60 }], empty: [] };
    await ensureIndexes(connection.db, table);
    await ensureIndexes(connection.db, table);
    expect(await connection.db.collection('things').indexes()).toHaveLength(3);
  });

  it('name their collection where one is there with other options', async () => {
    await ensureIndexes(connection.db, { other: [{ key: { a: 1 } }] });
    await expect(ensureIndexes(connection.db, { other: [{ key: { a: 1 }, unique: true }] })).rejects.toThrow('The indexes of other cannot be made');
  });
});

describe('migrations', () => {
  const step = (id: string, ran: string[]): { id: string; up: () => Promise<void> } => ({ id, up: async () => { ran.push(id); } });
  const other = (name: string): typeof connection.db => connection.client.db(`${database.name}-${name}`);
  const used: string[] = [];
  const fresh = (name: string): typeof connection.db => { used.push(name); return other(name); };
  afterAll(async () => { for (const name of used) await other(name).dropDatabase(); });

  it('run once, in their order', async () => {
    const ran: string[] = [];
    const db = fresh('order');
    expect(await runMigrations(db, [step('1', ran)])).toEqual(['1']);
    expect(await runMigrations(db, [step('1', ran), step('2', ran), step('3', ran)])).toEqual(['2', '3']);
    expect(ran).toEqual(['1', '2', '3']);
  });

  it('run once although several processes start together', async () => {
    const ran: string[] = [];
    const db = fresh('together');
    const all = await Promise.all(Array.from({ length: 5 }, () => runMigrations(db, [step('1', ran), step('2', ran)])));
    expect(ran).toEqual(['1', '2']);
    expect(all.flat()).toEqual(['1', '2']);
  });

  it('try a failed step again at the next start', async () => {
    const db = fresh('failed');
    await expect(runMigrations(db, [{ id: '1', up: () => Promise.reject(new Error('half')) }])).rejects.toThrow('half');
    expect(await runMigrations(db, [step('1', [])])).toEqual(['1']);
  });

  it('stop an older program on a newer database, and a list out of order', async () => {
    const db = fresh('newer');
    await runMigrations(db, [step('1', []), step('2', [])]);
    await expect(runMigrations(db, [step('1', [])])).rejects.toThrow('it has had 2');
    await expect(runMigrations(db, [step('2', []), step('1', [])])).rejects.toThrow('out of order');
  });

  it('give up where another process never comes to an end', async () => {
    const db = fresh('lease');
    await db.collection<{ _id: string; until: Date }>('migration_lease').insertOne({ _id: 'running', until: new Date(Date.now() + 60_000) });
    await expect(runMigrations(db, [], { waitMs: 150 })).rejects.toThrow('Another process');
  });
});
