import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays, cityCode, day, fen, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { batchIn, draftBatch, NOTICE } from '../batch/batch.builders.js';
import { done, Office } from '../batch/batch.fixture.js';
import type { Batch } from '../batch/batch.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA } from '../city/city.builders.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { itemNo } from '../item/item.builders.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import type { Job, JobKind } from '../jobs/job.js';
import { RememberingQueue } from '../jobs/job.fixture.js';
import { personNo } from '../person/person.builders.js';
import { BOOKED_ON, debitOf } from '../statement/statement.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { BatchDriver } from './batch.driver.js';
import { DriverLoop } from './driver.loop.js';
import { signsOf } from './driver.signs.js';
import { setBudget } from '../fund/fund.fixture.js';

const PERSONS = [1, 2, 3];
const TODAY = day('2026-11-02');

describe('the driver of batches', () => {
  let subsidy: TestSubsidy;
  let office: Office;
  let queue: RememberingQueue;
  let driver: BatchDriver;
  beforeAll(async () => {
    subsidy = await testSubsidy();
    office = new Office(subsidy);
  });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    subsidy.bank.reset();
    queue = new RememberingQueue();
    driver = new BatchDriver(subsidy, subsidy.batchService, queue);
    await setToday(TODAY);
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000));
    await subsidy.persons.save(PERSONS.map((n) => personNo(n)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open(PERSONS.map((n) => allowanceOf(n)), transactionOf(session)));
  });

  async function setToday(to: typeof TODAY): Promise<void> {
    if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, to);
  }
  const kinds = (): readonly JobKind[] => queue.waiting().map((job) => job.kind);
  const statusOf = async (kept: KeptBatch): Promise<Batch['status']> => (await office.load(kept.batch.id)).batch.status;

  const handlers = () => jobHandlers(subsidy, driver, { owner: 'a worker' });
  const work = (): Promise<void> => queue.work(handlers());
  async function calculated(): Promise<KeptBatch> {
    const kept = await office.startCalculation(await office.open());
    await driver.driveAll();
    await work();
    return office.load(kept.batch.id);
  }
  async function inNotice(): Promise<KeptBatch> {
    return office.takeTo('in-notice', done(await office.submit(await calculated())));
  }
  async function settling(): Promise<KeptBatch> {
    const released = await office.takeTo('released', done(await office.submit(await calculated())));
    await driver.driveAll();
    await work();
    return office.load(released.batch.id);
  }
  async function bookEverything(): Promise<void> {
    const items = await subsidy.items.page(JINHUA, draftBatch().id, { state: 'accepted', after: null, limit: 100 });
    subsidy.bank.state(BOOKED_ON, [items.map((item) => debitOf(item))]);
    await setToday(addDays(BOOKED_ON, 1));
  }

  /** A driver that looks for a batch's plan when somebody has done something meanwhile, and finds none. */
  function planLost(meanwhile: () => Promise<unknown>): BatchDriver {
    const populations = { find: async () => { await meanwhile(); return undefined; } } as never;
    return new BatchDriver({ ...subsidy, populations }, subsidy.batchService, queue);
  }

  it('puts the planning of a batch on the queue, then its chunks, and ends the calculation with the last of them', async () => {
    const kept = await office.startCalculation(await office.open());
    await driver.driveAll();
    expect(kinds()).toEqual(['plan-population']);
    await queue.workOnce(handlers());
    expect(kinds()).toEqual(['calculate-chunk']);
    await work();
    expect((await office.load(kept.batch.id)).batch).toMatchObject({ status: 'calculated', totals: { lines: 3, amountFen: 180_000 } });
  });

  it('finds again what a flushed queue has lost', async () => {
    const kept = await office.startCalculation(await office.open());
    for (const lost of ['plan-population', 'calculate-chunk']) {
      await driver.driveAll();
      expect(kinds()).toEqual([lost]);
      queue.flush();
      await driver.driveAll();
      await queue.workOnce(handlers());
    }
    expect(await statusOf(kept)).toBe('calculated');
  });

  it('ends the calculation also where the last worker died before it could', async () => {
    const kept = await calculated();
    await subsidy.connection.db.collection<{ _id: string }>('batches').updateOne({ _id: kept.batch.id }, { $set: { 'batch.status': 'calculating' } });
    await driver.driveAll();
    expect(await statusOf(kept)).toBe('calculated');
  });

  it('leaves a notice up on its last day, and clears it on the day after', async () => {
    const kept = await inNotice();
    await setToday(NOTICE.until);
    expect(await driver.driveAll()).toEqual([]);
    expect(await statusOf(kept)).toBe('in-notice');
    await setToday(addDays(NOTICE.until, 1));
    await driver.driveAll();
    expect(await statusOf(kept)).toBe('cleared');
  });

  it('pays what is released, chunk by chunk, and then waits for the bank\'s books', async () => {
    const kept = await settling();
    expect([await statusOf(kept), subsidy.bank.bookings.length]).toEqual(['settling', 3]);
    await driver.driveAll();
    expect(kinds()).toEqual(['read-statements']);
  });

  it('pays nothing of what is only approved', async () => {
    await office.takeTo('approved', done(await office.submit(await calculated())));
    await driver.driveAll();
    await work();
    expect(subsidy.bank.calls).toBe(0);
  });

  it('does not take a batch for paid whose plan is gone', async () => {
    const kept = await office.takeTo('released', done(await office.submit(await calculated())));
    await subsidy.populations.forget(kept.batch.id);
    await expect(driver.driveAll()).rejects.toThrow('has no plan');
    expect(await statusOf(kept)).toBe('disbursing');
  });

  it('reconciles when every line is booked and the books agree', async () => {
    const kept = await settling();
    await driver.driveAll();
    await work();
    expect(await statusOf(kept)).toBe('settling');
    await bookEverything();
    await driver.driveAll();
    await work();
    expect((await office.load(kept.batch.id)).batch).toMatchObject({ status: 'reconciled', outcome: { settledLines: 3, settledFen: 180_000 } });
  });

  it('reads the statements from the day on which the first batch was released, though it still waits for an answer when another settles', async () => {
    await settling();
    const slow = { ...batchIn('disbursing'), id: '330700.other-programme.2026-11.1' };
    await inTransaction(subsidy.connection, (session) => subsidy.batches.save(slow, 0, { kind: 'released', actor: 'chen', on: addDays(TODAY, 1), at: new Date() }, transactionOf(session)));
    subsidy.bank.state(addDays(TODAY, 2), [[debitOf(itemNo(9))]]);
    await setToday(addDays(BOOKED_ON, 1));
    await handlers()['read-statements']({ kind: 'read-statements', city: JINHUA, object: 'x' });
    expect(await subsidy.connection.db.collection('reconciliation_cases').countDocuments({ 'mismatch.kind': 'unknown-id' })).toBe(1);
  });

  it('raises an alarm where the books disagree with the lines, and goes on with nothing', async () => {
    const kept = await settling();
    await bookEverything();
    await driver.driveAll();
    const forgetful = jobHandlers({ ...subsidy, ledger: Object.assign(Object.create(subsidy.ledger) as typeof subsidy.ledger, { post: async () => undefined }) }, driver, { owner: 'a worker' });
    await forgetful['read-statements']({ kind: 'read-statements', city: JINHUA, object: 'x' });
    expect(await driver.driveAll()).toMatchObject([{ code: 'batch.books-disagree', details: { paidFen: 0, settledFen: 180_000 } }]);
    expect(await statusOf(kept)).toBe('settling');
  });

  it('raises no alarm where another driver took the step in the same moment', async () => {
    const kept = await inNotice();
    await setToday(addDays(NOTICE.until, 1));
    const all = await Promise.all(Array.from({ length: 5 }, () => driver.driveAll()));
    expect(all.flat()).toEqual([]);
    expect(await statusOf(kept)).toBe('cleared');
  });

  it('goes on with the other batches where one of them cannot be driven', async () => {
    const stray = { ...batchIn('settling'), city: cityCode('110100'), id: '110100.post-allowance.2026-11.1' };
    const change = { kind: 'opened', actor: 'x', on: TODAY, at: new Date() } as const;
    await inTransaction(subsidy.connection, (session) => subsidy.batches.save(stray, 0, change, transactionOf(session)));
    await office.startCalculation(await office.open());
    await expect(driver.driveAll()).rejects.toThrow('110100');
    expect(kinds()).toEqual(['plan-population']);
  });

  it('says nothing of a batch that did not fit together because somebody changed it in that moment, and speaks of one that does not fit together', async () => {
    const submitted = done(await office.submit(await calculated()));
    await expect(planLost(async () => undefined).driveAll()).rejects.toThrow('has no plan');
    expect(await planLost(() => office.sendBack(submitted)).driveAll()).toEqual([]);
  });

  it('says nothing of it to a worker either that had read the batch before', async () => {
    const submitted = done(await office.submit(await calculated()));
    await driver.driveAll();
    const [job] = queue.waiting();
    const listed = (meanwhile: () => Promise<unknown>) => jobHandlers(subsidy, planLost(meanwhile), { owner: 'a worker' })['list-chunk'](job as Job);
    expect(job).toMatchObject({ kind: 'list-chunk' });
    await expect(listed(async () => undefined)).rejects.toThrow('has no plan');
    await listed(() => office.sendBack(submitted));
    expect(await statusOf(submitted)).toBe('returned');
  });

  it('does not count for anything what a batch cancelled just now had written', async () => {
    const first = await calculated();
    done(await office.cancel(first));
    const second = await office.startCalculation(await office.open());
    await queue.add([{ kind: 'plan-population', city: JINHUA, object: second.batch.id }]);
    await work();
    expect((await office.load(second.batch.id)).batch).toMatchObject({ status: 'calculated', totals: { lines: 3, amountFen: 180_000 } });
  });

  it('clears away what a worker wrote that finished after the cancellation: lines, held lines and claimed months', async () => {
    await subsidy.persons.save([personNo(2, { identity: { ...personNo(2).identity, accountHolder: '某公司' } })], 'tests');
    const kept = await office.startCalculation(await office.open());
    await driver.driveAll();
    await queue.workOnce(handlers());
    const slow = jobHandlers(subsidy, driver, { owner: 'slow', step: async (step, run) => {
      if (step === 'decide') {
        done(await office.cancel(await office.load(kept.batch.id)));
        await driver.driveAll();
      }
      return run();
    } });
    await queue.workOnce(slow);
    const left = await Promise.all(['items', 'held_lines', 'same_kind_claims', 'populations'].map((name) => subsidy.connection.db.collection(name).countDocuments()));
    expect(left).toEqual([0, 0, 0, 0]);
  });

  it('sees by the signs that an officer has acted, that a batch went a step on, and that the date moved, and by nothing else', async () => {
    const signs = signsOf(subsidy);
    const seen = [await signs()];
    const look = async (happens: () => Promise<unknown>): Promise<void> => { await happens(); seen.push(await signs()); };
    await look(async () => { await office.startCalculation(await office.open()); });
    await look(async () => { await driver.driveAll(); await work(); });
    await look(() => setToday(addDays(TODAY, 1)));
    await look(() => driver.driveAll());
    expect(seen.slice(1).map((sign, at) => sign !== seen[at])).toEqual([true, true, true, false]);
  });

  it('looks again after an error, until it is stopped', async () => {
    const looks: string[] = [];
    const failing = Object.assign(Object.create(driver) as BatchDriver, { driveAll: async () => {
      looks.push('look');
      if (looks.length === 1) throw new Error('no server');
      return [{ code: 'batch.books-disagree' }];
    } });
    const told: string[] = [];
    const twice = new Promise<void>((resolve) => {
      const loop = new DriverLoop(failing, { intervalMs: 1, chores: [], onError: (error) => told.push(error.message), onRefusal: ({ code }) => { told.push(code); void loop.stop().then(resolve); } });
      loop.start();
      loop.start();
    });
    await twice;
    expect([looks.length, told]).toEqual([2, ['no server', 'batch.books-disagree']]);
  });
});
