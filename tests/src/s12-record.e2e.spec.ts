import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { auditSealed, parseEvent, readData, type EventOf } from '@gongjiang/contracts';
import { canonicalJson, type CityCode } from '@gongjiang/kernel';
import { connectMongo, ensureIndexes } from '@gongjiang/persistence';
import { allPages, CITIES, itemsOf, JINHUA, Officer, runMonth, succeeded, type MonthResult } from '@gongjiang/rehearsal';
import { AUDIT_INDEXES, auditBlocks, auditEntries, provesReceipt, type ReceiptProof } from '@gongjiang/security';
import { eventually, startProcess } from '@gongjiang/testing';
import { attempt } from './stage/city.work.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

interface Entry { readonly id: string; readonly at: string; readonly actorId: string; readonly kind: string; readonly object: string; readonly outcome: string; readonly source: string; readonly block: number | null }

let stage: Stage;
let heard: readonly HeardMessage[];
let result: MonthResult;
const records = new Map<CityCode, readonly Entry[]>();

beforeAll(async () => {
  stage = await openStage({ persons: 200, environment: { GONGJIANG_AUDIT_SEAL_INTERVAL_MS: '300' } });
  heard = await listen(stage);
  result = await runMonth(stage.platform, stage.sample.paths, () => undefined);
  const [batch] = result.batches.filter(({ city }) => city === JINHUA);
  await attempt(stage.office(JINHUA).releaser, batch?.id ?? '', 'release');
  for (const city of CITIES) records.set(city, await sealedRecord(city));
});
afterAll(closeStages);

const auditor = (city: CityCode): Officer => new Officer(stage.platform.issuer.url, stage.platform.subsidy.url, city, `${city}-auditor`, ['auditor']);
const databaseName = (): string => `${stage.platform.options.namespace}_subsidy`;

/** The record of a city, once everything in it is sealed. */
function sealedRecord(city: CityCode): Promise<readonly Entry[]> {
  return eventually(async () => {
    const entries = await allPages<Entry>(auditor(city), '/audit/entries');
    expect(entries.filter(({ block }) => block === null)).toEqual([]);
    return entries;
  }, { everyMs: 100 });
}

function headsHeard(): readonly EventOf<typeof auditSealed>['data'][] {
  return heard.filter(({ topic }) => topic === auditSealed.topic).flatMap(({ text }) => {
    const event = parseEvent(text);
    const read = event.ok ? readData(auditSealed, event.value) : event;
    return read.ok ? [read.value.data] : [];
  });
}

async function auditVerify(...args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const all = ['audit', 'verify', '--database', databaseName(), '--topic-prefix', stage.platform.topicPrefix, ...args];
  const verifier = await startProcess('apps/cli/dist/main.js', { args: all, readyLine: /./ });
  const { code } = await verifier.ended;
  return { code, text: verifier.logs() };
}

describe('S12: a record of who did what', () => {
  it('has every step of every batch, by whom, and from where', () => {
    for (const { id, city, changes } of result.batches) {
      const own = (records.get(city) ?? []).filter(({ kind, object, outcome }) => kind.startsWith('batch.') && object === id && outcome === 'done').reverse();
      expect(own.map(({ kind, actorId }) => [kind, actorId])).toEqual(changes.map(({ kind, actor }) => [`batch.${kind}`, actor]));
      for (const { actorId, source } of own) expect(source).toBe(actorId === 'system' ? 'worker' : '127.0.0.1');
    }
  });

  it('has the claims that events brought, each write with its event', () => {
    const ofEvents = [...records.values()].flat().filter(({ actorId }) => actorId === 'event');
    expect(ofEvents.length).toBeGreaterThan(0);
    for (const { source } of ofEvents) expect(source).toMatch(/^event \S+( and \d+ more)?$/);
  });

  it('has who was refused, and why', () => {
    expect(records.get(JINHUA)).toContainEqual(expect.objectContaining({ kind: 'batch.released', actorId: `${JINHUA}-releaser`, outcome: 'batch.wrong-status', source: '127.0.0.1' }));
  });

  it('is sound, with every receipt, by its own chain and by the heads that others heard', async () => {
    const { code, text } = await auditVerify('--kafka');
    expect(text).not.toContain('✗');
    expect(code).toBe(0);
    for (const city of CITIES) expect(text).toMatch(new RegExp(`${city} {2}完好 sound\n.*receipts [1-9]\\d* · .*heads compared [1-9]`));
    await eventually(async () => { for (const city of CITIES) expect(lastHeard(city)).toBe(await lastBlock(city)); });
  });

  it('proves any receipt to whoever kept a head', async () => {
    const [item] = (await itemsOf(stage, result.batches)).filter(({ city }) => city === JINHUA);
    const path = `/items/${encodeURIComponent(item?.id ?? '')}/receipt`;
    const { receipt } = succeeded<{ readonly receipt: unknown }>('reading a receipt', await auditor(JINHUA).get(path));
    const proof = succeeded<ReceiptProof>('asking for a proof', await auditor(JINHUA).get(`${path}/proof`));
    const head = headsHeard().find(({ city, number }) => city === JINHUA && number === proof.header.number)?.head ?? '';
    expect(provesReceipt(proof, canonicalJson(receipt), head)).toBe(true);
    expect(provesReceipt(proof, canonicalJson({ ...(receipt as object), more: 1 }), head)).toBe(false);
  });

  it('shows what somebody altered in the database since', async () => {
    await inDatabase(async (entries) => {
      const approved = await entries.findOneAndUpdate({ city: JINHUA, kind: 'batch.approved' }, { $set: { actorId: 'nobody' } });
      const { code, text } = await auditVerify();
      await entries.updateOne({ _id: approved?._id ?? '' }, { $set: { actorId: approved?.actorId ?? '' } });
      expect(code).toBe(1);
      expect(text).toContain(`Entry ${approved?._id} was altered (block ${approved?.block})`);
    });
  });

  /** In a copy: a service whose record goes back in time takes it for a backup that was put back, and locks payments. */
  it('shows that its tail was cut, to whoever kept the heads', async () => {
    const [heads, last, copy] = [join(dirname(stage.sample.paths.expectations), 'heads.jsonl'), await lastBlock(JINHUA), `${databaseName()}_cut`];
    await eventually(() => expect(lastHeard(JINHUA)).toBe(last));
    await writeFile(heads, headsHeard().map((head) => JSON.stringify(head)).join('\n'));
    await inDatabase(async (entries, blocks) => {
      await entries.aggregate([{ $match: { city: JINHUA, block: { $ne: last } } }, { $out: { db: copy, coll: entries.collectionName } }]).toArray();
      await blocks.aggregate([{ $match: { city: JINHUA, number: { $ne: last } } }, { $out: { db: copy, coll: blocks.collectionName } }]).toArray();
    });
    const connection = await connectMongo({ url: stage.platform.options.servers.mongoUrl, database: copy });
    await ensureIndexes(connection.db, AUDIT_INDEXES);
    const { code, text } = await auditVerify('--database', copy, '--heads', heads, '--city', JINHUA, '--no-receipts');
    await connection.db.dropDatabase();
    await connection.close();
    expect(code).toBe(1);
    expect(text).toContain(`Block ${last} was published and is gone`);
  });
});

async function inDatabase(work: (entries: ReturnType<typeof auditEntries>, blocks: ReturnType<typeof auditBlocks>) => Promise<void>): Promise<void> {
  const connection = await connectMongo({ url: stage.platform.options.servers.mongoUrl, database: databaseName() });
  try {
    await work(auditEntries(connection.db), auditBlocks(connection.db));
  } finally {
    await connection.close();
  }
}

function lastHeard(city: CityCode): number {
  return Math.max(...headsHeard().filter((head) => head.city === city).map(({ number }) => number));
}

async function lastBlock(city: CityCode): Promise<number> {
  const { last } = succeeded<{ readonly last: { readonly number: number } }>('verifying', await auditor(city).get('/audit/verification'));
  return last.number;
}
