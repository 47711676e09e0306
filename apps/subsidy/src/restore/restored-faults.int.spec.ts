import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ZERO_FEN } from '@gongjiang/kernel';
import { dyingAt, PAID_ON, WorkerDied, type Death } from '../chunk/chunk.fixture.js';
import { CHUNK_STEPS } from '../chunk/chunk.js';
import type { StepRunner } from '../chunk/chunk.step.js';
import { JINHUA } from '../city/city.builders.js';
import { booksAgree, outcomeOfLines } from '../driver/batch.reconcile.js';
import type { RestingMonth } from '../disbursement-control/month.fixture.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { backupOf, putBack, type Backup } from './backup.fixture.js';
import { READING_STEPS } from './anew.reader.js';
import { askBank, declareRestore, ForgetfulBank, lift, monthAtForgetfulBank, readToDayAfter } from './restore.fixture.js';
import { PROCEDURE_STEPS, RestoreProcedure } from './restore.procedure.js';

/** Two chunks of two persons, and a training in the last. */
const LINES = 5;
const MOMENTS = ['before', 'after'] as const;
const bank = new ForgetfulBank();
let subsidy: TestSubsidy;
let month: RestingMonth;
beforeAll(async () => { subsidy = await testSubsidy(); });
afterAll(() => subsidy.close());

/** A worker that dies once, at this step. */
function dyingOnce(last: string, moment: (typeof MOMENTS)[number]) {
  let isDead = false;
  return async <T>(step: string, run: () => Promise<T>): Promise<T> => {
    const dies = !isDead && step === last;
    isDead ||= dies;
    if (dies && moment === 'before') throw new WorkerDied(`before ${step}`);
    const result = await run();
    if (dies) throw new WorkerDied(`after ${step}`);
    return result;
  };
}

const unlessDead = (error: unknown): void => {
  if (!(error instanceof WorkerDied) && !(error instanceof AggregateError)) throw error;
};

/** The month is paid whole, the backup of a moment in between is put back, and it is said so. */
async function paidAndPutBack(cut: number): Promise<void> {
  month = await monthAtForgetfulBank(subsidy, bank, 2);
  bank.reject(({ endToEndId }) => (endToEndId < 'GJ3' ? 'AC04' : null));
  let backup: Backup = await backupOf(subsidy.connection.db);
  let steps = 0;
  const cutting: StepRunner = async (_step, run) => {
    steps += 1;
    if (steps === cut) backup = await backupOf(subsidy.connection.db);
    return run();
  };
  for (const n of month.chunkIds.keys()) await month.disburse(n, cutting);
  bank.stateAllOn(PAID_ON);
  await putBack(subsidy.connection.db, backup);
  await declareRestore(month.subsidy);
}

/** Nobody was paid twice, nobody was left out, and the books say the same. */
async function expectPaidOnce(): Promise<void> {
  const accepted = [...bank.books.values()].filter(({ answer }) => answer.status === 'accepted').length;
  expect([bank.books.size, bank.paid.length, new Set(bank.paid).size]).toEqual([LINES, accepted, accepted]);
  const outcome = outcomeOfLines(await subsidy.items.sumsOfBatch(month.batch.id));
  if (!outcome) throw new Error('Lines are left without an outcome');
  expect([outcome.settledLines, outcome.rejectedLines]).toEqual([accepted, LINES - accepted]);
  const agreed = booksAgree(await subsidy.ledger.turnovers(JINHUA, month.batch.id), outcome, { offset: { lines: 0, amountFen: ZERO_FEN }, carried: month.batch.totals.carried });
  expect(agreed).toMatchObject({ ok: true });
}

describe('a month that was put back', () => {
  it('to whichever moment of its disbursement: every due is paid exactly once by the bank\'s own books', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 24 }), async (cut) => {
      await paidAndPutBack(cut);
      await month.disburseAll();
      await askBank(month.subsidy);
      expect(await lift(month.subsidy)).toBe('running');
      await month.disburseAll();
      await readToDayAfter(month.subsidy);
      await expectPaidOnce();
    }), { numRuns: 6 });
  });

  it.each(PROCEDURE_STEPS.flatMap((step) => MOMENTS.map((moment) => [moment, step] as const)))('stays locked by who dies %s "%s", and the next one asks on', async (moment, step) => {
    await paidAndPutBack(3);
    const dying = new RestoreProcedure(month.subsidy, dyingOnce(step, moment));
    for (let look = 0; look < 8; look += 1) await dying.look().catch(unlessDead);
    expect(await lift(month.subsidy)).toBe('running');
    await month.disburseAll();
    await readToDayAfter(month.subsidy);
    await expectPaidOnce();
  });

  it.each(CHUNK_STEPS.instructed.flatMap((step) => MOMENTS.map((moment): Death => ({ step, moment }))))('pays nobody twice where who adopts dies %j', async (death) => {
    await paidAndPutBack(0);
    await askBank(month.subsidy);
    await lift(month.subsidy);
    await expect(month.disburse(0, dyingAt(death))).rejects.toThrow(WorkerDied);
    await month.disburseAll();
    await readToDayAfter(month.subsidy);
    await expectPaidOnce();
  });

  it.each(READING_STEPS.flatMap((step) => MOMENTS.map((moment) => [moment, step] as const)))('settles what it adopted on days that were read before, also where who reads dies %s "%s"', async (moment, step) => {
    await paidAndPutBack(0);
    await readToDayAfter(month.subsidy);
    await askBank(month.subsidy);
    await lift(month.subsidy);
    await month.disburseAll();
    await readToDayAfter(month.subsidy, dyingOnce(step, moment)).catch(unlessDead);
    await readToDayAfter(month.subsidy);
    await expectPaidOnce();
    const open = await subsidy.cases.page(JINHUA, { status: 'open', after: null, limit: 10 });
    expect(open).toEqual([]);
  });

  it('stays locked for as long as the bank does not answer, or has not closed its day', async () => {
    await paidAndPutBack(0);
    bank.state(PAID_ON, [[]], 'interim');
    await askBank(month.subsidy);
    expect(await lift(month.subsidy)).toBe('restore.statements-open');
    bank.state(PAID_ON, [[]]);
    bank.isSilent = true;
    await askBank(month.subsidy).catch(unlessDead);
    await expect(askBank(month.subsidy)).rejects.toThrow('gave no answer');
    expect(await lift(month.subsidy)).toBe('restore.bank-not-asked');
    await month.disburseAll();
    bank.isSilent = false;
    expect(bank.paid).toHaveLength(new Set(bank.paid).size);
  });
});
