import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { day, fen, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { loadPacks, PACKS_FOLDER, type PackSet } from '@gongjiang/policy';
import { draftBatch } from '../batch/batch.builders.js';
import { Office } from '../batch/batch.fixture.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA } from '../city/city.builders.js';
import { setBudget } from '../fund/fund.fixture.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import { RememberingQueue } from '../jobs/job.fixture.js';
import { personNo } from '../person/person.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { BatchDriver } from './batch.driver.js';

const PERSONS = Array.from({ length: 6 }, (_, at) => at + 1);
const MINUTE_MS = 60_000;
const [BEFORE_FEN, AFTER_FEN] = [60_000, 70_000];

describe('a batch whose rules change while it is calculated', () => {
  let subsidy: TestSubsidy;
  let upgraded: PackSet;
  let queue: RememberingQueue;
  let passedMs = 0;
  const realNow = performance.now.bind(performance);
  beforeAll(async () => {
    subsidy = await testSubsidy();
    upgraded = await packsPaying(AFTER_FEN);
  });
  afterEach(() => { jest.restoreAllMocks(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    queue = new RememberingQueue();
    jest.spyOn(performance, 'now').mockImplementation(() => realNow() + passedMs);
    if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, day('2026-11-02'));
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(100_000_000));
    await subsidy.persons.save(PERSONS.map((n) => personNo(n)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open(PERSONS.map((n) => allowanceOf(n)), transactionOf(session)));
    const office = new Office(subsidy);
    await office.startCalculation(await office.open());
  });

  /** A worker of the release that has these rules: each chunk holds two lines. */
  function workerOf(packs: PackSet) {
    const ports = { ...subsidy, packs, linesAChunk: 2 };
    const driver = new BatchDriver(ports, subsidy.batchService, queue);
    return { driver, handlers: jobHandlers(ports, driver, { owner: packs.hash }) };
  }
  const status = async (): Promise<string> => (await subsidy.batches.load(JINHUA, draftBatch().id))?.batch.status ?? '';
  const amounts = async (): Promise<readonly number[]> => (await subsidy.connection.db.collection('items').find().toArray()).map(({ amountFen }) => amountFen as number);
  /** So many minutes pass for whoever has looked already. */
  const pass = (minutes: number): void => { passedMs += minutes * MINUTE_MS; };

  async function halfCalculated(): Promise<void> {
    const old = workerOf(subsidy.packs);
    await old.driver.driveAll();
    await queue.workOnce(old.handlers);
    await old.driver.driveAll();
    await queue.workOnce(old.handlers);
    expect(await amounts()).toEqual([BEFORE_FEN, BEFORE_FEN]);
  }

  it('is left by the new release to the old one, and is decided by one set of rules', async () => {
    await halfCalculated();
    const [old, fresh] = [workerOf(subsidy.packs), workerOf(upgraded)];
    await fresh.driver.driveAll();
    await queue.work(fresh.handlers);
    expect(await amounts()).toHaveLength(2);
    await old.driver.driveAll();
    await queue.work(old.handlers);
    expect([await status(), new Set(await amounts()), (await amounts()).length]).toEqual(['calculated', new Set([BEFORE_FEN]), PERSONS.length]);
  });

  it('is begun anew by the new release once the old one is gone: no line of the old rules stays', async () => {
    await halfCalculated();
    const fresh = workerOf(upgraded);
    await fresh.driver.driveAll();
    pass(1.5);
    await fresh.driver.driveAll();
    await fresh.driver.driveAll();
    await queue.work(fresh.handlers);
    expect([await status(), new Set(await amounts()), (await amounts()).length]).toEqual(['calculated', new Set([AFTER_FEN]), PERSONS.length]);
  });

  it('does not take what a worker of the old release writes that wakes after that', async () => {
    await halfCalculated();
    const [old, fresh] = [workerOf(subsidy.packs), workerOf(upgraded)];
    const late = queue.waiting().filter(({ kind }) => kind === 'calculate-chunk');
    queue.flush();
    await fresh.driver.driveAll();
    pass(1.5);
    await fresh.driver.driveAll();
    await fresh.driver.driveAll();
    await queue.workOnce(fresh.handlers);
    for (const job of late) await old.handlers[job.kind](job);
    await old.driver.driveAll();
    await queue.work(fresh.handlers);
    await fresh.driver.driveAll();
    expect([late.length, await status(), new Set(await amounts()), (await amounts()).length]).toEqual([2, 'calculated', new Set([AFTER_FEN]), PERSONS.length]);
  });

  it('is left alone for longer after each new beginning: two releases side by side do not keep it from its end', async () => {
    await halfCalculated();
    const [old, fresh] = [workerOf(subsidy.packs), workerOf(upgraded)];
    queue.flush();
    await fresh.driver.driveAll();
    pass(1.5);
    await fresh.driver.driveAll();
    await fresh.driver.driveAll();
    await queue.workOnce(fresh.handlers);
    const calculation = async (): Promise<number> => (await subsidy.batches.load(JINHUA, draftBatch().id))?.batch.calculation ?? 0;
    await old.driver.driveAll();
    pass(1.5);
    await old.driver.driveAll();
    expect(await calculation()).toBe(2);
    pass(1);
    await old.driver.driveAll();
    expect(await calculation()).toBe(3);
  });
});

/** The same packs, but that a technician in a shortage occupation of Jinhua gets another amount (clause 7). */
async function packsPaying(amountFen: number): Promise<PackSet> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-packs-'));
  try {
    await cp(PACKS_FOLDER, folder, { recursive: true });
    const file = join(folder, 'jinhua', '1.0.0', 'entitlements-07.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/(technicianFen: .*value: )60000/, `$1${amountFen}`));
    return loadPacks({ folder });
  } finally {
    await rm(folder, { recursive: true });
  }
}
