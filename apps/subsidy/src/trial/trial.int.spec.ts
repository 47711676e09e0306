import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day, fen, type Year } from '@gongjiang/kernel';
import { inTransaction, transactionOf } from '@gongjiang/persistence';
import { NOVEMBER } from '../chunk/chunk.builders.js';
import { Office } from '../batch/batch.fixture.js';
import { draftBatch } from '../batch/batch.builders.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { BatchDriver } from '../driver/batch.driver.js';
import { setBudget } from '../fund/fund.fixture.js';
import { allowanceOf } from '../grant/grant.builders.js';
import { jobHandlers } from '../jobs/job.handlers.js';
import { RememberingQueue } from '../jobs/job.fixture.js';
import { personNo } from '../person/person.builders.js';
import { sameKindIdOf } from '../same-kind/same-kind.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { tryMonth } from './trial.service.js';

const PERSONS = Array.from({ length: 7 }, (_, at) => at + 1);
const TRIAL = { city: JINHUA, programme: 'post-allowance', month: NOVEMBER };

describe('a trial of a month', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  beforeEach(async () => {
    await subsidy.empty();
    if (subsidy.dates instanceof MovableBusinessDates) await subsidy.dates.move(JINHUA, day('2026-11-02'));
    await setBudget(subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(100_000_000));
    await subsidy.persons.save(PERSONS.map((n) => personNo(n)), 'tests');
    await inTransaction(subsidy.connection, (session) => subsidy.grants.open([...PERSONS, 99].map((n) => allowanceOf(n)), transactionOf(session)));
  });

  /** Everything that lies in the database. */
  async function all(): Promise<string> {
    const collections = await subsidy.connection.db.collections();
    const documents = await Promise.all(collections.map(async (collection) => [collection.collectionName, await collection.find().sort({ _id: 1 }).toArray()] as const));
    return JSON.stringify(documents.filter(([, found]) => found.length > 0).sort(([left], [right]) => (left < right ? -1 : 1)));
  }
  const claimedByWenzhou = async (n: number): Promise<void> => {
    const { sameKindIndex = '' } = (await subsidy.persons.facts(JINHUA, [personNo(n).token])).get(personNo(n).token) ?? {};
    await subsidy.sameKind.claim(WENZHOU, [{ id: sameKindIdOf(sameKindIndex, 'post-allowance', NOVEMBER), city: WENZHOU, dueKey: `${WENZHOU}|x`, chunkId: '330300.post-allowance.2026-11.1-0001-000001', amountFen: fen(50_000) }]);
  };
  async function calculated() {
    const office = new Office(subsidy);
    await office.startCalculation(await office.open());
    const queue = new RememberingQueue();
    const driver = new BatchDriver({ ...subsidy, linesAChunk: 3 } as never, subsidy.batchService, queue);
    await driver.driveAll();
    await queue.work(jobHandlers({ ...subsidy, linesAChunk: 3 }, driver, { owner: 'a worker' }));
    const kept = await subsidy.batches.load(JINHUA, draftBatch().id);
    return kept && 'totals' in kept.batch ? kept.batch.totals : undefined;
  }

  it('comes to what the calculation comes to, chunk by chunk, with what is held and what another city was first to pay', async () => {
    await claimedByWenzhou(2);
    const { totals, heldByCode } = await tryMonth({ ...subsidy, linesAChunk: 3 }, TRIAL);
    expect([totals.lines, heldByCode]).toEqual([6, { duplicate: 1, 'person-unknown': 1 }]);
    expect(await calculated()).toEqual(totals);
  });

  it('writes nothing: the database is as it was, and so it is when it is tried again beside an open batch', async () => {
    const before = await all();
    const first = await tryMonth(subsidy, TRIAL);
    expect(await all()).toBe(before);
    await calculated();
    const beside = await all();
    expect(await tryMonth(subsidy, TRIAL)).toEqual(first);
    expect(await all()).toBe(beside);
  });

  it('of a programme that the city does not have is none', async () => {
    await expect(tryMonth(subsidy, { ...TRIAL, programme: 'no-such' })).rejects.toThrow('330700 has no programme no-such');
  });
});
