import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CityCode } from '@gongjiang/kernel';
import { ensureTopics, KafkaPublisher } from '@gongjiang/messaging';
import { auditBlocks, auditEntries, recordedEntry } from '@gongjiang/security';
import { serverAddress, testNamespace } from '@gongjiang/testing';
import type { Db } from 'mongodb';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { foldReceipts } from '../chunk/chunk.receipts.js';
import { auditVerify, chunkIdOfCity, cityNo, headsOf, receiptsOf, sealedChain, type Verdict } from './audit.fixture.js';

type Tamper = (db: Db, city: CityCode) => Promise<unknown>;
interface Case { readonly what: string; readonly tamper: Tamper; readonly found: readonly string[]; readonly names: (city: CityCode) => string }

const keyOf = (city: CityCode, number: number): string => `${city}/${String(number).padStart(10, '0')}`;
const entryOf = (city: CityCode): string => `${city}/2/2`;
const setEntry = (change: object): Tamper => (db, city) => auditEntries(db).updateOne({ _id: entryOf(city) }, { $set: change });
const setBlock = (change: object): Tamper => (db, city) => auditBlocks(db).updateOne({ _id: keyOf(city, 2) }, { $set: change });
const entryCase = (field: string, tamper: Tamper, found = 'entry-altered'): Case => ({ what: `the ${field} of an entry`, tamper, found: [found], names: (city) => `${entryOf(city)} ` });
const blockCase = (field: string, value: unknown, said = field): Case => ({ what: `the ${field} of a block`, tamper: setBlock({ [field]: value }), found: ['block-altered'], names: () => `Block 2 was altered: ${said}` });
const other = 'f'.repeat(64);

/** Everything that whoever has the database can do to one field. */
const CASES: readonly Case[] = [
  entryCase('at', setEntry({ at: '2026-11-02T01:02:09.000Z' })),
  entryCase('actorId', setEntry({ actorId: 'li' })),
  entryCase('kind', setEntry({ kind: 'batch.approved' })),
  entryCase('object', setEntry({ object: 'b9' })),
  entryCase('outcome', setEntry({ outcome: 'duty.same-person' })),
  entryCase('source', setEntry({ source: '10.0.0.8' })),
  entryCase('details', setEntry({ 'details.lines': 3 })),
  entryCase('details, taken away', (db, city) => auditEntries(db).updateOne({ _id: entryOf(city) }, { $unset: { details: 1 } } as object)),
  entryCase('hash', setEntry({ hash: other })),
  entryCase('city', setEntry({ city: '990000' as CityCode })),
  { what: 'the block of an entry', tamper: setEntry({ block: 3 }), found: ['entry-moved', 'entry-added'], names: entryOf },
  { what: 'a field that an entry never had', tamper: setEntry({ note: 'x' }), found: ['entry-altered'], names: entryOf },
  { what: 'an entry with its hash', tamper: rehash, found: ['entry-altered'], names: entryOf },
  { what: 'the mark of an entry, to a block that is none', tamper: setEntry({ block: 99 }), found: ['entry-moved', 'entry-added'], names: entryOf },
  { what: 'the mark of an entry, to nothing', tamper: setEntry({ block: null }), found: ['entry-moved'], names: entryOf },
  { what: 'an entry, removed', tamper: (db, city) => auditEntries(db).deleteOne({ _id: entryOf(city) }), found: ['entry-removed'], names: entryOf },
  { what: 'the id of an entry', tamper: renamed, found: ['entry-removed', 'entry-added'], names: () => 'another-id' },
  { what: 'an entry, put in', tamper: forged, found: ['entry-added'], names: () => 'forged' },
  { what: 'an entry that waits for its block', tamper: async (db, city) => { await forged(db, city, null); await auditEntries(db).updateOne({ _id: `forged ${city}` }, { $set: { actorId: 'li' } }); }, found: ['entry-altered'], names: () => 'not sealed yet' },

  blockCase('city', '330300'),
  blockCase('number', 7),
  blockCase('previousHead', other),
  blockCase('entries', 4),
  blockCase('entriesRoot', other),
  blockCase('chunks', 1),
  blockCase('chunksRoot', other),
  blockCase('from', '2026-11-02T01:02:00.000Z'),
  blockCase('until', '2026-11-02T01:02:09.000Z'),
  blockCase('sealedAt', '2026-11-02T01:02:09.000Z', 'sealedAt'),
  blockCase('head', other, 'its head'),
  blockCase('head', 7, 'it cannot be read as a block (head)'),
  blockCase('note', 'x', 'it cannot be read as a block (note)'),
  { what: 'the order of a block\'s entries', tamper: (db, city) => changed(db, city, ({ entryList }) => ({ entryList: entryList.toReversed() })), found: ['list-reordered'], names: () => 'block 2 were reordered' },
  { what: 'a hash in a block\'s list', tamper: (db, city) => changed(db, city, ({ entryList: [first, ...rest] }) => ({ entryList: [{ id: first?.id ?? '', hash: other }, ...rest] })), found: ['list-altered'], names: (city) => `place 1 held ${city}/2/1` },
  { what: 'the list of a block\'s chunks', tamper: setBlock({ chunkRoots: [{ id: 'c', root: other }] }), found: ['chunks-altered', 'receipts-removed'], names: () => 'list of chunks in block 2' },
  { what: 'a block, removed', tamper: (db, city) => auditBlocks(db).deleteOne({ _id: keyOf(city, 2) }), found: ['block-missing'], names: () => 'Block 2 is missing' },
  { what: 'the key of a block', tamper: moved, found: ['block-missing', 'entry-moved', 'entry-moved', 'entry-moved', 'block-altered'], names: () => 'Block 2 is missing' },

  { what: 'a receipt', tamper: (db, city) => receiptsKept(db, city, (receipts) => receipts.with(1, { id: receipts[1]?.id ?? '', json: '{"amountFen":1}' })), found: ['receipt-altered'], names: (city) => `Receipt ${receiptsOf(city)[1]?.id}` },
  { what: 'a receipt, with its id', tamper: (db, city) => receiptsKept(db, city, (receipts) => receipts.with(1, receiptsOf(cityNo(999))[0] as (typeof receipts)[number])), found: ['receipts-altered'], names: chunkIdOfCity },
  { what: 'a receipt, removed', tamper: (db, city) => receiptsKept(db, city, (receipts) => receipts.slice(1)), found: ['receipts-altered'], names: chunkIdOfCity },
  { what: 'the receipts, so that nobody can read them', tamper: (db, city) => decisions(db).updateOne({ _id: chunkIdOfCity(city) }, { $set: { results: 'x' } }), found: ['receipts-altered'], names: () => 'cannot be read any more' },
  { what: 'all receipts of a chunk, removed', tamper: (db, city) => decisions(db).deleteOne({ _id: chunkIdOfCity(city) }), found: ['receipts-removed'], names: chunkIdOfCity },
  { what: 'the root that a chunk states', tamper: (db, city) => chunks(db).updateOne({ _id: chunkIdOfCity(city) }, { $set: { 'totals.receiptsRoot': other } }), found: ['receipts-altered'], names: () => 'another root' },
  { what: 'the block that a chunk is marked for', tamper: (db, city) => chunks(db).updateOne({ _id: chunkIdOfCity(city) }, { $set: { rootBlock: 3 } }), found: ['chunk-added'], names: chunkIdOfCity },
];

describe('whoever alters in the database', () => {
  let subsidy: TestSubsidy;
  let folder: string;
  let verdict: Verdict;
  const untouched = cityNo(CASES.length);
  const [cut, cutAndResealed, gone] = [1, 2, 3].map((n) => cityNo(CASES.length + n)) as [CityCode, CityCode, CityCode];
  const topicPrefix = `${testNamespace().prefix}.`;
  const settled = (city: CityCode): readonly string[] => verdict.found.get(city) ?? [];

  beforeAll(async () => {
    subsidy = await testSubsidy();
    folder = await mkdtemp(join(tmpdir(), 'gongjiang-heads-'));
    const { db } = subsidy.connection;
    await Promise.all([...CASES.map((_, n) => cityNo(n)), untouched, cut, cutAndResealed, gone].map((city) => sealedChain(subsidy, city)));
    await publishHeads();
    await writeFile(join(folder, 'heads.jsonl'), `${await headsOf(subsidy)}\n`);
    for (const [n, { tamper }] of CASES.entries()) await tamper(db, cityNo(n));
    for (const city of [cut, cutAndResealed]) await cutTail(db, city);
    await forged(db, cutAndResealed, null);
    await subsidy.auditChain.sealer.sealNext(cutAndResealed);
    for (const collection of [auditEntries(db), auditBlocks(db)]) await collection.deleteMany({ city: gone });
    verdict = await auditVerify(subsidy);
  });
  afterAll(async () => {
    await subsidy.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function publishHeads(): Promise<void> {
    const kafka = { brokers: serverAddress('GONGJIANG_KAFKA_BROKERS').split(','), service: 'subsidy', topicPrefix };
    const waiting = await subsidy.outbox.next(10_000);
    await ensureTopics(kafka, [...new Set(waiting.map(({ topic }) => topic))]);
    const publisher = new KafkaPublisher(kafka);
    await publisher.publish(waiting);
    await subsidy.outbox.remove(waiting.map(({ id }) => id));
    await publisher.close();
  }

  it.each(CASES.map((one, n) => [one.what, one, cityNo(n)] as const))('%s, is found and named', (_what, { found, names }, city) => {
    expect(settled(city)).toEqual(found);
    const own = verdict.text.slice(verdict.text.indexOf(`✗ ${city}`));
    expect(own.slice(0, own.search(/^\d{6} {2}/m))).toContain(names(city));
  });

  it('ends the command with 1, and leaves who was not touched alone', () => {
    expect(verdict.code).toBe(1);
    expect(settled(untouched)).toEqual([]);
    expect(verdict.text).toMatch(new RegExp(`${untouched} {2}完好 sound\n {2}区块 blocks 3 · 条目 entries 9 · 分块 chunks 1 · 决定凭据 receipts 4`));
  });

  it('cannot be seen to have cut the tail by the chain alone, but by heads that a third party kept', async () => {
    expect([settled(cut), settled(cutAndResealed), settled(gone)]).toEqual([[], [], []]);
    const { code, found, text } = await auditVerify(subsidy, '--heads', join(folder, 'heads.jsonl'));
    expect(code).toBe(1);
    expect(found.get(cut)).toEqual(['tail-cut']);
    expect(text).toContain('Block 3 was published and is gone');
    expect(found.get(cutAndResealed)).toEqual(['head-differs']);
    expect(found.get(gone)).toEqual(['tail-cut', 'tail-cut', 'tail-cut']);
    expect(found.get(untouched)).toBeUndefined();
  });

  it('is shown by the heads on Kafka alike', async () => {
    const { code, found, text } = await auditVerify(subsidy, '--kafka', '--topic-prefix', topicPrefix, '--city', cut);
    expect([code, found.get(cut)]).toEqual([1, ['tail-cut']]);
    expect(text).toContain('heads compared 3');
    expect((await auditVerify(subsidy, '--kafka', '--topic-prefix', topicPrefix, '--city', untouched, '--no-receipts')).code).toBe(0);
  });

  it('gets no verdict out of a file that holds no heads, or a database that holds no chain', async () => {
    await writeFile(join(folder, 'none.jsonl'), 'hello\n');
    expect(await auditVerify(subsidy, '--heads', join(folder, 'none.jsonl'))).toMatchObject({ code: 1, text: expect.stringContaining('line 1: no head') });
    expect(await auditVerify(subsidy, '--database', testNamespace().prefix)).toMatchObject({ code: 1, text: expect.stringContaining('There is no audit chain') });
  });
});

const decisions = (db: Db) => db.collection<{ _id: string; results: unknown }>('chunk_decisions');
const chunks = (db: Db) => db.collection<{ _id: string }>('chunks');

async function rehash(db: Db, city: CityCode): Promise<void> {
  const { id, hash } = recordedEntry({ id: entryOf(city), city, at: '2026-11-02T01:02:02.000Z', actorId: 'li', kind: 'batch.submitted', object: 'b2', outcome: 'done', source: '10.0.0.7', details: { lines: 2 } }, entryOf(city));
  await auditEntries(db).updateOne({ _id: id }, { $set: { actorId: 'li', hash } });
}

async function renamed(db: Db, city: CityCode): Promise<void> {
  const entry = await auditEntries(db).findOneAndDelete({ _id: entryOf(city) });
  if (entry) await auditEntries(db).insertOne({ ...entry, _id: `another-id ${city}` });
}

async function forged(db: Db, city: CityCode, block: number | null = 2): Promise<void> {
  const { id, ...entry } = recordedEntry({ city, at: '2026-11-02T01:02:02.500Z', actorId: 'zhang', kind: 'batch.approved', object: 'b2', outcome: 'done', source: '10.0.0.7' }, `forged ${city}`);
  await auditEntries(db).insertOne({ _id: id, ...entry, block });
}

async function changed(db: Db, city: CityCode, change: (block: { readonly entryList: readonly { readonly id: string; readonly hash: string }[] }) => object): Promise<void> {
  const block = await auditBlocks(db).findOne({ _id: keyOf(city, 2) });
  if (block) await setBlock(change(block))(db, city);
}

async function moved(db: Db, city: CityCode): Promise<void> {
  const block = await auditBlocks(db).findOneAndDelete({ _id: keyOf(city, 2) });
  if (block) await auditBlocks(db).insertOne({ ...block, _id: keyOf(city, 4) });
}

async function cutTail(db: Db, city: CityCode): Promise<void> {
  await auditBlocks(db).deleteOne({ _id: keyOf(city, 3) });
  await auditEntries(db).deleteMany({ city, block: 3 });
}

async function receiptsKept(db: Db, city: CityCode, change: (receipts: { readonly id: string; readonly json: string }[]) => { readonly id: string; readonly json: string }[]): Promise<void> {
  const { deflateRawSync } = await import('node:zlib');
  const results = deflateRawSync(JSON.stringify(foldReceipts([{ lines: [], held: [], receipts: change(receiptsOf(city)) }])));
  await decisions(db).updateOne({ _id: chunkIdOfCity(city) }, { $set: { results } });
}
