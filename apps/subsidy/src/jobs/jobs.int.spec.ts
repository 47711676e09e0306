import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, fen, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { eventually, serverAddress, testNamespace } from '@gongjiang/testing';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { BankSilent } from '../bank/bank.js';
import { BookkeepingBank } from '../bank/bank.fixture.js';
import { draftBatch } from '../batch/batch.builders.js';
import { done, Office } from '../batch/batch.fixture.js';
import type { Batch } from '../batch/batch.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA } from '../city/city.builders.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { BatchDriver } from '../driver/batch.driver.js';
import { DriverLoop } from '../driver/driver.loop.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { personNo } from '../person/person.builders.js';
import { BOOKED_ON, debitOf } from '../statement/statement.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { BullQueue, BullWorkers } from './bullmq.queue.js';
import { JOB_KINDS, jobIdOf, type Job, type JobKind } from './job.js';
import { jobHandlers } from './job.handlers.js';
import { assertLoseableRedis } from './redis.check.js';
import { setBudget } from '../fund/fund.fixture.js';

describe('the queues in Redis', () => {
  let subsidy: TestSubsidy;
  let office: Office;
  let redis: Redis;
  let prefix: string;
  let queue: BullQueue;
  let driver: BatchDriver;
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new Office(subsidy);
    redis = new Redis(serverAddress('GONGJIANG_REDIS_URL'), { maxRetriesPerRequest: null });
  });
  afterAll(async () => {
    redis.disconnect();
    await subsidy.close();
  });
  beforeEach(async () => {
    await subsidy.empty();
    subsidy.bank.reset();
    prefix = testNamespace().prefix;
    queue = new BullQueue({ redis, prefix });
    driver = new BatchDriver(subsidy, subsidy.batchService, queue);
    closing.push(() => queue.close());
    if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, addDays(BOOKED_ON, 1));
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000));
    await subsidy.persons.save([1, 2].map((n) => personNo(n)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open([1, 2].map((n) => allowanceOf(n)), transactionOf(session)));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await flush();
  });

  /** Loses everything that these queues have in Redis, and nobody else's. */
  async function flush(): Promise<void> {
    const keys = await redis.keys(`${prefix}:*`);
    if (keys.length > 0) await redis.del(...keys);
  }
  async function waiting(kind: JobKind): Promise<readonly string[]> {
    const own = new Queue<Job>(kind, { connection: redis, prefix });
    const jobs = await own.getJobs(['waiting', 'delayed', 'prioritized']);
    await own.close();
    return jobs.map((job) => job.id ?? '');
  }
  function startWorker(owner = 'a worker', failures: string[] = []): void {
    const workers = new BullWorkers({ redis, prefix, handlers: jobHandlers(subsidy, driver, { owner }), chunksAtOnce: 2, onFailure: (_job, error) => failures.push(error.message) });
    closing.push(() => workers.close());
  }
  function startLoop(): void {
    const loop = new DriverLoop(driver, { intervalMs: 50, chores: [], onRefusal: () => undefined, onError: () => undefined });
    loop.start();
    closing.push(() => loop.stop());
  }
  const reaches = (status: Batch['status']): Promise<unknown> => eventually(async () => (await office.load(draftBatch().id)).batch.status === status);
  const job = (kind: JobKind, object = 'x'): Job => ({ kind, city: JINHUA, object });

  it('hold the same work once, however often it is put there', async () => {
    await queue.add([job('calculate-chunk'), job('calculate-chunk'), job('calculate-chunk', 'y')]);
    await Promise.all([queue.add([job('calculate-chunk')]), queue.add([job('disburse-chunk')])]);
    expect([...(await waiting('calculate-chunk'))].sort()).toEqual([jobIdOf(job('calculate-chunk')), jobIdOf(job('calculate-chunk', 'y'))]);
    expect(await waiting('disburse-chunk')).toEqual([jobIdOf(job('disburse-chunk'))]);
  });

  it('hold nothing of a person', async () => {
    await office.startCalculation(await office.open());
    await driver.driveAll();
    const keys = await redis.keys(`${prefix}:*`);
    const texts = await Promise.all(keys.map(async (key) => ((await redis.type(key)) === 'hash' ? JSON.stringify(await redis.hgetall(key)) : key)));
    expect(texts.join()).toContain(draftBatch().id);
    expect(texts.join()).not.toMatch(/p_[a-z2-7]{26}|王\d/);
  });

  it('are filled again after everything in them was lost', async () => {
    await office.startCalculation(await office.open());
    await driver.driveAll();
    const before = await waiting('plan-population');
    await flush();
    expect(await waiting('plan-population')).toEqual([]);
    await driver.driveAll();
    expect(await waiting('plan-population')).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('carry a whole month, though they are flushed at every turn, and each line is paid once', async () => {
    startWorker();
    startLoop();
    await office.startCalculation(await office.open());
    await flush();
    await reaches('calculated');
    const released = await office.takeTo('released', done(await office.submit(await office.load(draftBatch().id))));
    await flush();
    await reaches('settling');
    await flush();
    const items = await subsidy.items.page(JINHUA, released.batch.id, { state: null, after: null, limit: 10 });
    await subsidy.connection.db.collection('statement_progress').deleteMany({});
    subsidy.bank.state(BOOKED_ON, [items.map((item) => debitOf(item))]);
    await reaches('reconciled');
    expect([subsidy.bank.bookings.length, new Set(subsidy.bank.bookings).size]).toEqual([2, 2]);
  });

  it('try a chunk again whose bank kept silent, and say so', async () => {
    const failures: string[] = [];
    startWorker('a worker', failures);
    startLoop();
    await office.startCalculation(await office.open());
    await reaches('calculated');
    subsidy.bank.misbehave('silent-after', 'silent-before');
    await office.takeTo('released', done(await office.submit(await office.load(draftBatch().id))));
    await reaches('settling');
    expect(failures.filter((message) => message.startsWith(new BankSilent('').message.slice(0, 20)))).toHaveLength(2);
    expect(subsidy.bank.bookings).toHaveLength(2);
  });

  it('leave a chunk with its worker for as long as the bank takes, and no longer', async () => {
    await office.startCalculation(await office.open());
    const handlers = jobHandlers(subsidy, driver, { owner: 'first' });
    await handlers['plan-population'](job('plan-population', draftBatch().id));
    await handlers['calculate-chunk'](job('calculate-chunk', CHUNK_ID));
    await office.takeTo('disbursing', done(await office.submit(await office.load(draftBatch().id))));

    const bank = new SlowBank();
    const slow = jobHandlers({ ...subsidy, bankOf: () => bank }, driver, { owner: 'slow', leaseMs: 150 });
    const paying = slow['disburse-chunk'](job('disburse-chunk', CHUNK_ID));
    const leasedUntil = async (): Promise<number> => Number((await subsidy.connection.db.collection<{ _id: string; lease?: { until: Date } }>('chunks').findOne({ _id: CHUNK_ID }))?.lease?.until ?? 0);
    closing.push(async () => { bank.answer(); await paying; });
    await bank.isAsked;
    const first = await leasedUntil();
    await eventually(async () => (await leasedUntil()) > first + 300);
    await handlers['disburse-chunk'](job('disburse-chunk', CHUNK_ID));
    expect([bank.calls, subsidy.bank.calls]).toEqual([0, 0]);
    bank.answer();
    await paying;
    expect([bank.calls, await leasedUntil()]).toEqual([1, 0]);
  });

  it.each(['noeviction', 'allkeys-lru'])('are in a Redis that evicts no keys: the start with maxmemory-policy %s', async (policy) => {
    const asked = { config: async () => ['maxmemory-policy', policy] } as unknown as Redis;
    const start = assertLoseableRedis(asked).then(() => 'goes on', () => 'stops');
    expect(await start).toBe(policy === 'noeviction' ? 'goes on' : 'stops');
  });

  it('are as many as there are kinds of work', () => {
    expect(new Set(JOB_KINDS.map((kind) => jobIdOf(job(kind)))).size).toBe(JOB_KINDS.length);
  });
});

/** A bank that answers when it is told to. */
class SlowBank extends BookkeepingBank {
  answer: () => void = () => undefined;
  private asked: () => void = () => undefined;
  readonly isAsked = new Promise<void>((resolve) => { this.asked = resolve; });
  private readonly told = new Promise<void>((resolve) => { this.answer = resolve; });

  override async pay(...of: Parameters<BookkeepingBank['pay']>): ReturnType<BookkeepingBank['pay']> {
    this.asked();
    await this.told;
    return super.pay(...of);
  }
}
