import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityCode, type CityCode } from '@gongjiang/kernel';
import { connectMongo, ensureIndexes, inTransaction, type MongoConnection } from '@gongjiang/persistence';
import { startProcess, testDatabase, type TestDatabase } from '@gongjiang/testing';
import type { Death, SealerArgs } from '../test-processes/sealer.process.js';
import { anEntry, secondOf } from './audit-chain.builders.js';
import { MemoryChunks } from './audit-chain.memory.js';
import { auditBlocks, MongoChainReader, MongoChainStore } from './audit-chain.mongo.js';
import { KnownHeads } from './audit-heads.js';
import { AuditSealer } from './audit-sealer.js';
import { AUDIT_INDEXES, mongoAuditTrail } from './audit-trail.mongo.js';
import { verifyCity } from './audit-verify.js';

const DEATHS: readonly Death[] = ['before-block', 'in-block', 'before-marks', 'half-marked', 'after-marks'];
let database: TestDatabase;
let connection: MongoConnection;
beforeAll(async () => {
  database = await testDatabase();
  connection = await connectMongo({ url: database.url, database: database.name });
  await ensureIndexes(connection.db, AUDIT_INDEXES);
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

const append = (city: CityCode, from: number, to: number): Promise<void> => inTransaction(connection, (session) =>
  mongoAuditTrail(connection.db).append(session, Array.from({ length: to - from }, (_, n) => anEntry({ city, object: `b${from + n}`, at: secondOf(from + n) }))));

/** A sealer in a process of its own, which is killed at this step. */
async function killed(city: CityCode, death: Death): Promise<void> {
  const args: SealerArgs = { mongoUrl: database.url, database: database.name, city, death };
  const sealer = await startProcess('libs/security/dist/test-processes/sealer.process.js', { args: [JSON.stringify(args)] });
  expect((await sealer.ended).signal).toBe('SIGKILL');
}

describe('a sealer that is killed', () => {
  it.each(DEATHS.map((death, n) => [death, cityCode(String(610_100 + n))] as const))('%s leaves a chain that the next one takes up: all is sealed, nothing twice', async (death, city) => {
    await append(city, 0, 6);
    await killed(city, death);
    const found: string[] = [];
    const verify = () => verifyCity({ chain: new MongoChainReader(connection.db), receipts: null }, { city, heads: new KnownHeads(), report: ({ code }) => { found.push(code); } });
    await verify();
    await append(city, 6, 8);
    const sealer = new AuditSealer({ chain: new MongoChainStore(connection, async () => undefined), roots: new MemoryChunks(), clock: { now: () => new Date() } });
    while ((await sealer.sealNext(city)) > 0);
    expect(await verify()).toMatchObject({ entries: 8, unsealed: 0 });
    expect(found).toEqual([]);
    const listed = (await auditBlocks(connection.db).find({ city }).toArray()).flatMap(({ entryList }) => entryList.map(({ id }) => id));
    expect(new Set(listed).size).toBe(8);
  });
});
