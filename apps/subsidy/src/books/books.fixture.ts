import { addDays, day, fen, type Day } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { draftBatch } from '../batch/batch.builders.js';
import { done, Office } from '../batch/batch.fixture.js';
import type { KeptBatch } from '../batch/batch.store.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA } from '../city/city.builders.js';
import { BatchDriver } from '../driver/batch.driver.js';
import { YEAR } from '../fund/fund.builders.js';
import { FinanceOffice } from '../fund/fund-change.fixture.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { RememberingQueue } from '../jobs/job.fixture.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import { personNo } from '../person/person.builders.js';
import { BOOKED_ON, debitOf, returnOf } from '../statement/statement.builders.js';
import type { TestSubsidy } from '../subsidy.fixture.js';

const PERSONS = [1, 2, 3, 4];
const TODAY = day('2026-11-02');
export const FUND = 'talent-special';

/**
 * Jinhua's November from its budget to its close: most lines are settled, the second person's are rejected, the last one
 * comes back. Everything that the books are compared with is there, and agrees.
 */
export async function closedMonth(subsidy: TestSubsidy): Promise<KeptBatch> {
  await subsidy.empty();
  subsidy.bank.reset();
  const office = new Office(subsidy);
  const queue = new RememberingQueue();
  const driver = new BatchDriver(subsidy, subsidy.batchService, queue);
  const work = async (): Promise<void> => {
    await driver.driveAll();
    await queue.work(jobHandlers(subsidy, driver, { owner: 'a worker' }));
  };
  await moveDate(subsidy, TODAY);
  await new FinanceOffice(subsidy).change(FUND, YEAR, { kind: 'budget', source: 'municipal', earmark: [], budgetFen: fen(1_000_000) });
  await subsidy.persons.save(PERSONS.map((n) => personNo(n)), 'tests');
  await inTransaction(subsidy.connection, (session) => subsidy.grants.open(PERSONS.map((n) => allowanceOf(n)), transactionOf(session)));
  await office.startCalculation(await office.open());
  await work();
  const released = await office.takeTo('released', done(await office.submit(await office.load(draftBatch().id))));
  subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
  await work();
  const accepted = await subsidy.items.page(JINHUA, released.batch.id, { state: 'accepted', after: null, limit: 100 });
  subsidy.bank.state(BOOKED_ON, [[...accepted.map((item) => debitOf(item)), ...accepted.slice(-1).map((item) => returnOf(item))]]);
  await moveDate(subsidy, addDays(BOOKED_ON, 1));
  await work();
  const reconciled = await office.load(released.batch.id);
  return done(await subsidy.batchService.act({ city: JINHUA, id: reconciled.batch.id, version: reconciled.version, source: 'x' }, { kind: 'close', actor: 'ma', on: addDays(BOOKED_ON, 1) }));
}

export async function moveDate(subsidy: TestSubsidy, to: Day): Promise<void> {
  if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, to);
}
