import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cityCode, type CityCode } from '@gongjiang/kernel';
import { connectMongo, ensureIndexes, inTransaction, type MongoConnection } from '@gongjiang/persistence';
import { eventually, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { anEntry, JINHUA, secondOf, WENZHOU } from './audit-chain.builders.js';
import { MemoryChunks } from './audit-chain.memory.js';
import { auditBlocks, blockKey, MongoChainReader, MongoChainStore } from './audit-chain.mongo.js';
import { recordedEntry } from './audit-entry.js';
import type { AuditFinding } from './audit-finding.js';
import { KnownHeads } from './audit-heads.js';
import { AuditSealer } from './audit-sealer.js';
import { SealerLoop } from './audit-sealer.loop.js';
import { AUDIT_INDEXES, auditEntries, mongoAuditTrail } from './audit-trail.mongo.js';
import { verifyCity, type ChainSummary } from './audit-verify.js';

interface Told { readonly _id: string; readonly head: string }
const clock = { now: () => new Date() };
let database: TestDatabase;
let connection: MongoConnection;

beforeAll(async () => {
  database = await testDatabase();
  connection = await connectMongo({ url: database.url, database: database.name });
  await ensureIndexes(connection.db, AUDIT_INDEXES);
});
afterEach(async () => {
  for (const name of ['audit_entries', 'audit_blocks', 'told']) await connection.db.collection(name).deleteMany({});
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

const told = () => connection.db.collection<Told>('told');
const store = (): MongoChainStore => new MongoChainStore(connection, async ({ city, number, head }, session) => { await told().insertOne({ _id: blockKey(city, number), head }, { session }); });
const sealerOn = (chain: MongoChainStore, maxEntries = 1_000): AuditSealer => new AuditSealer({ chain, roots: new MemoryChunks(), clock, maxEntries });
const append = (city: CityCode, object: string, at: string): Promise<void> => inTransaction(connection, (session) => mongoAuditTrail(connection.db).append(session, [anEntry({ city, object, at })]));

async function sealAll(sealer: AuditSealer): Promise<void> {
  for (const city of await sealer.cities()) while ((await sealer.sealNext(city)) > 0);
}

async function verified(city: CityCode = WENZHOU): Promise<ChainSummary & { readonly found: readonly AuditFinding[] }> {
  const found: AuditFinding[] = [];
  const heads = new KnownHeads();
  for (const block of await auditBlocks(connection.db).find({ city }).toArray()) heads.add(block);
  const summary = await verifyCity({ chain: new MongoChainReader(connection.db), receipts: null }, { city, heads, report: (finding) => { found.push(finding); } });
  return { ...summary, found };
}

describe('sealing in the database', () => {
  it('loses nothing of what many write meanwhile, though two sealers are at work and neither has the lease to itself', async () => {
    const free = { hold: () => Promise.resolve(true), release: () => Promise.resolve() };
    const errors: unknown[] = [];
    const loops = [1, 2].map(() => new SealerLoop({ sealer: sealerOn(store(), 7), lease: free, intervalMs: 1, onError: (error) => { errors.push(error); } }));
    for (const loop of loops) loop.start();
    await Promise.all(Array.from({ length: 10 }, async (_, writer) => {
      for (let n = 0; n < 20; n += 1) await append(writer % 3 === 0 ? JINHUA : WENZHOU, `w${writer}/${n}`, secondOf((n * 7 + writer) % 30));
    }));
    await eventually(async () => (await auditEntries(connection.db).countDocuments({ block: null })) === 0);
    await Promise.all(loops.map((loop) => loop.stop()));
    expect(errors).toEqual([]);
    const [wenzhou, jinhua] = [await verified(WENZHOU), await verified(JINHUA)];
    expect([wenzhou.found, jinhua.found]).toEqual([[], []]);
    expect([wenzhou.entries, jinhua.entries]).toEqual([120, 80]);
    expect(await told().countDocuments()).toBe(wenzhou.blocks + jinhua.blocks);
  });

  it('takes an entry that was written before, and committed after, the others were sealed', async () => {
    const sealer = sealerOn(store());
    await inTransaction(connection, async (session) => {
      await mongoAuditTrail(connection.db).append(session, [anEntry({ object: 'late', at: secondOf(0) })]);
      await append(WENZHOU, 'early', secondOf(9));
      await sealAll(sealer);
      expect((await verified()).entries).toBe(1);
    });
    await sealAll(sealer);
    expect(await verified()).toMatchObject({ found: [], entries: 2, blocks: 2, unsealed: 0 });
  });

  it('goes on where a sealer died between a block and its marks, and seals nothing twice', async () => {
    const dying = store();
    dying.mark = () => Promise.reject(new Error('killed'));
    await append(WENZHOU, 'one', secondOf(1));
    await expect(sealerOn(dying).sealNext(WENZHOU)).rejects.toThrow('killed');
    expect(await verified()).toMatchObject({ found: [], blocks: 1, unsealed: 1 });
    await append(WENZHOU, 'two', secondOf(2));
    await sealAll(sealerOn(store()));
    const blocks = await auditBlocks(connection.db).find().sort({ _id: 1 }).toArray();
    expect(blocks.map(({ entries }) => entries)).toEqual([1, 1]);
    expect(await verified()).toMatchObject({ found: [], blocks: 2, unsealed: 0 });
  });

  it('goes on where a sealer died before its block was written: neither block nor head is there', async () => {
    const dying = new MongoChainStore(connection, () => Promise.reject(new Error('killed')));
    await append(WENZHOU, 'one', secondOf(1));
    await expect(sealerOn(dying).sealNext(WENZHOU)).rejects.toThrow('killed');
    expect([await auditBlocks(connection.db).countDocuments(), await told().countDocuments()]).toEqual([0, 0]);
    await sealAll(sealerOn(store()));
    expect(await verified()).toMatchObject({ found: [], blocks: 1, entries: 1 });
  });

  it('cannot fork: of two sealers with the same block in hand one comes first, and the other writes nothing', async () => {
    await append(WENZHOU, 'one', secondOf(1));
    const [first, second] = [store(), store()];
    const both = Promise.all([sealerOn(first).sealNext(WENZHOU), sealerOn(second).sealNext(WENZHOU)]);
    expect((await both).sort()).toEqual([0, 1]);
    expect(await verified()).toMatchObject({ found: [], blocks: 1, entries: 1 });
    expect(await told().countDocuments()).toBe(1);
  });

  it('is not kept from other cities by one that cannot be sealed', async () => {
    const failing = new MongoChainStore(connection, ({ city }) => (city === JINHUA ? Promise.reject(new Error('no')) : Promise.resolve()));
    const errors: string[] = [];
    const lease = { hold: () => Promise.resolve(true), release: () => Promise.resolve() };
    const loop = new SealerLoop({ sealer: sealerOn(failing), lease, intervalMs: 5, onError: (error, city) => { errors.push(`${city}: ${String(error)}`); } });
    await append(JINHUA, 'one', secondOf(1));
    await append(cityCode('330800'), 'one', secondOf(1));
    loop.start();
    await eventually(() => expect(errors).toContain('330700: Error: no'));
    await eventually(async () => (await auditBlocks(connection.db).countDocuments({ city: cityCode('330800') })) === 1);
    await loop.stop();
  });

  it('waits while another process has the lease', async () => {
    let isFree = false;
    const lease = { hold: () => Promise.resolve(isFree), release: () => Promise.resolve() };
    const loop = new SealerLoop({ sealer: sealerOn(store()), lease, intervalMs: 1, onError: () => undefined });
    await append(WENZHOU, 'one', secondOf(1));
    loop.start();
    await new Promise((resolve) => { setImmediate(resolve); });
    expect(await auditBlocks(connection.db).countDocuments()).toBe(0);
    isFree = true;
    await eventually(async () => (await auditBlocks(connection.db).countDocuments()) === 1);
    await loop.stop();
  });

  it('seals and verifies 100,000 entries in memory that does not grow with them', async () => {
    const entries = auditEntries(connection.db);
    for (let from = 0; from < 100_000; from += 10_000) {
      await entries.insertMany(Array.from({ length: 10_000 }, (_, n) => {
        const { id, ...recorded } = recordedEntry(anEntry({ at: secondOf(from + n), object: `b${from + n}` }), `e${from + n}`);
        return { _id: id, ...recorded, block: null };
      }), { ordered: false });
    }
    const sealer = sealerOn(store());
    const heap: number[] = [];
    for (let blocks = 1; (await sealer.sealNext(WENZHOU)) > 0; blocks += 1) if (blocks % 25 === 0) heap.push(usedHeap());
    heap.push(usedHeap());
    const summary = await verified();
    heap.push(usedHeap());
    expect(summary).toMatchObject({ found: [], blocks: 100, entries: 100_000, unsealed: 0 });
    expect(Math.max(...heap) - (heap[0] ?? 0)).toBeLessThan(20_000_000);
  });
});

/** Bytes that are held after everything unused was given back. */
function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
