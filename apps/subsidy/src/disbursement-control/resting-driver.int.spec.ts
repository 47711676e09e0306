import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PaymentMessage } from '@gongjiang/contracts';
import { day } from '@gongjiang/kernel';
import { eventually, serverAddress, testNamespace } from '@gongjiang/testing';
import { Redis } from 'ioredis';
import { BankSilent, type Bank } from '../bank/bank.js';
import { WorkerDied } from '../chunk/chunk.fixture.js';
import { JINHUA } from '../city/city.builders.js';
import { BatchDriver } from '../driver/batch.driver.js';
import { DriverLoop } from '../driver/driver.loop.js';
import { BullQueue, BullWorkers } from '../jobs/bullmq.queue.js';
import { RememberingQueue } from '../jobs/job.fixture.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { BRAKERS, OF_CITY } from './control.builders.js';
import { ALLOWANCE_FEN, cancellationDyingAt, PERSONS_A_CHUNK, RestingMonth } from './month.fixture.js';
import { SendingGate } from './sending.gate.js';

const [CHEN, MA] = BRAKERS;

describe('the driver of a batch that rests', () => {
  let subsidy: TestSubsidy;
  let month: RestingMonth;
  let queue: RememberingQueue;
  let driver: BatchDriver;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    month = await RestingMonth.released(subsidy);
    queue = new RememberingQueue();
    driver = new BatchDriver(subsidy, subsidy.batchService, queue);
  });

  const kinds = (): readonly string[] => queue.waiting().map(({ kind, object }) => `${kind} ${object.slice(-3)}`);
  const statusOf = async (): Promise<unknown> => (await subsidy.batches.load(JINHUA, month.batch.id))?.batch.status;

  it('puts nothing on the queue, and all of it when payments go on', async () => {
    await month.pause(OF_CITY);
    await driver.driveAll();
    expect(kinds()).toEqual([]);
    await month.resume(OF_CITY);
    await driver.driveAll();
    expect(kinds()).toEqual(['disburse-chunk 001', 'disburse-chunk 002', 'disburse-chunk 003']);
  });

  it('has what may be with the bank asked after, and not at every look', async () => {
    subsidy.bank.misbehave('silent-before');
    await expect(month.disburse(1)).rejects.toThrow(BankSilent);
    await month.pause();
    await driver.driveAll();
    expect(kinds()).toEqual(['disburse-chunk 002']);
    await queue.work(jobHandlers(subsidy, driver, { owner: 'a worker' }));
    expect(subsidy.bank.inquiries).toHaveLength(2);
    for (let looks = 0; looks < 20; looks += 1) await driver.driveAll();
    expect([kinds(), subsidy.bank.calls]).toEqual([[], 1]);
  });

  it('carries out a cancellation that two have confirmed, also while the city is stopped, and lets the batch come to its end', async () => {
    await month.disburse(0);
    await month.pause();
    await month.say({ kind: 'stop', actor: CHEN, reason: 'x' }, OF_CITY);
    await month.confirmCancellation();
    await driver.driveAll();
    expect(kinds()).toEqual([`cancel-rest ${month.batch.id.slice(-3)}`]);
    await queue.work(jobHandlers(subsidy, driver, { owner: 'a worker' }));
    expect([await month.phases(), await statusOf()]).toEqual([['answered', 'settled', 'settled'], 'settling']);
  });

  it.each(['free-reservation', 'finish-cancellation'] as const)('ends a cancellation that died before %s, though no chunk is left, before the batch goes on', async (step) => {
    await month.disburse(0);
    await month.pause();
    await month.confirmCancellation();
    await expect(month.cancel(cancellationDyingAt(step, 'before'))).rejects.toThrow(WorkerDied);
    await driver.driveAll();
    expect([kinds(), await statusOf()]).toEqual([[`cancel-rest ${month.batch.id.slice(-3)}`], 'disbursing']);
    await queue.work(jobHandlers(subsidy, driver, { owner: 'a worker' }));
    await driver.driveAll();
    expect([await statusOf(), await month.reservedFen()]).toEqual(['settling', PERSONS_A_CHUNK * ALLOWANCE_FEN]);
  });

  it('raises an alarm where nobody has published the working days: it does not guess', async () => {
    const cities = { get: () => ({ bank: { id: 'paying-bank', hours: { opens: '00:00', cutOff: '24:00', days: 'working-days' } } }) } as unknown as TestSubsidy['cities'];
    const sendingGate = new SendingGate({ controls: subsidy.controls, cities, calendar: subsidy.calendar, bankClock: { now: async () => ({ day: day('2031-01-02'), time: '10:00' }) } });
    const refusals = await new BatchDriver({ ...subsidy, sendingGate }, subsidy.batchService, queue).driveAll();
    expect(refusals).toMatchObject([{ code: 'calendar.year-unpublished', details: { year: '2031' } }]);
    expect(kinds()).toEqual([]);
  });

  describe('with workers on a real Redis', () => {
    const closing: (() => Promise<unknown>)[] = [];
    afterEach(async () => { for (const close of closing.splice(0).reverse()) await close(); });

    /** A bank during whose first answer somebody pulls the brake. */
    function pausingBank(): TestSubsidy['bankOf'] {
      let isFirst = true;
      const pausing = Object.assign(Object.create(subsidy.bank) as Bank, {
        pay: async (message: PaymentMessage) => {
          const answer = await subsidy.bank.pay(message);
          if (isFirst) await month.pause();
          isFirst = false;
          return answer;
        },
      });
      return () => pausing;
    }

    function startWorking(bankOf: TestSubsidy['bankOf'] = subsidy.bankOf): string[] {
      const redis = new Redis(serverAddress('GONGJIANG_REDIS_URL'), { maxRetriesPerRequest: null });
      const { prefix } = testNamespace();
      const real = new BullQueue({ redis, prefix });
      const driving = new BatchDriver(subsidy, subsidy.batchService, real);
      const failures: string[] = [];
      const workers = new BullWorkers({ redis, prefix, handlers: jobHandlers({ ...subsidy, bankOf }, driving, { owner: 'a worker' }), chunksAtOnce: 1, onFailure: (_job, error) => failures.push(error.message) });
      const loop = new DriverLoop(driving, { intervalMs: 50, chores: [], onRefusal: () => undefined, onError: () => undefined });
      loop.start();
      closing.push(async () => redis.disconnect(), async () => { const keys = await redis.keys(`${prefix}:*`); if (keys.length > 0) await redis.del(...keys); }, () => real.close(), () => workers.close(), () => loop.stop());
      return failures;
    }

    it('rests in the middle and goes on by itself when it may, each line once', async () => {
      const failures = startWorking(pausingBank());
      await eventually(async () => (await month.control()).status === 'resting');
      await eventually(async () => (await month.phases()).filter((phase) => phase === 'instructed').length === 0);
      expect(subsidy.bank.bookings).toHaveLength(2);
      await month.resume();
      await eventually(async () => (await statusOf()) === 'settling');
      expect([new Set(subsidy.bank.bookings).size, subsidy.bank.bookings.length, failures]).toEqual([7, 7, []]);
    });

    it('cancels the rest by itself when two have said so', async () => {
      await month.disburse(0);
      await month.pause();
      startWorking();
      await month.say({ kind: 'ask-cancellation', actor: CHEN, reason: 'x' });
      await month.say({ kind: 'confirm-cancellation', actor: MA });
      await eventually(async () => (await statusOf()) === 'settling');
      expect(subsidy.bank.bookings).toHaveLength(2);
    });
  });
});
