import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { booksAgree, outcomeOfLines } from '../driver/batch.reconcile.js';
import { PAID_ON } from '../chunk/chunk.fixture.js';
import { JINHUA } from '../city/city.builders.js';
import type { RestingMonth } from '../disbursement-control/month.fixture.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { backupOf, putBack, type Backup } from './backup.fixture.js';
import { askBank, declareRestore, ForgetfulBank, lift, monthAtForgetfulBank, readToDayAfter } from './restore.fixture.js';

/** Three chunks of two persons, and a training in the last. */
const LINES = 7;

describe('a month of which a backup was put back after all of it was paid, at a bank that honours no id', () => {
  const bank = new ForgetfulBank();
  let subsidy: TestSubsidy;
  let month: RestingMonth;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());
  const db = () => subsidy.connection.db;

  /** The backup was taken with one chunk answered; then the others were paid, and the backup was put back. */
  async function restored(): Promise<void> {
    month = await monthAtForgetfulBank(subsidy, bank);
    await month.disburse(0);
    const backup: Backup = await backupOf(db());
    await month.disburseAll();
    bank.stateAllOn(PAID_ON);
    await putBack(db(), backup);
  }
  beforeEach(restored);

  it('sends nothing once it is declared, whatever workers do', async () => {
    await declareRestore(month.subsidy);
    await month.disburseAll();
    expect([bank.messages.length, await month.phases()]).toEqual([3, ['answered', 'calculated', 'calculated']]);
  });

  it('stays locked until the bank was asked about its books and about every line, and then takes two to go on', async () => {
    await declareRestore(month.subsidy);
    expect(await lift(month.subsidy)).toBe('restore.statements-open');
    await month.subsidy.restoreProcedure.look();
    await month.subsidy.restoreProcedure.look();
    expect(await lift(month.subsidy)).toBe('restore.bank-not-asked');
    await askBank(month.subsidy);
    expect(await lift(month.subsidy)).toBe('running');
  });

  it('pays nobody twice and leaves nobody out, and the ledger has the same money', async () => {
    await declareRestore(month.subsidy);
    await askBank(month.subsidy);
    await lift(month.subsidy);
    await month.disburseAll();
    await readToDayAfter(month.subsidy);
    expect([...bank.paid].sort()).toEqual([...new Set(bank.paid)].sort());
    expect(bank.paid).toHaveLength(LINES);
    const sums = await subsidy.items.sumsOfBatch(month.batch.id);
    const outcome = outcomeOfLines(sums);
    expect(outcome).toMatchObject({ settledLines: LINES });
    expect(booksAgree(await subsidy.ledger.turnovers(JINHUA, month.batch.id), outcome as NonNullable<typeof outcome>, { offset: { lines: 0, amountFen: 0 as never }, carried: month.batch.totals.carried })).toMatchObject({ ok: true });
  });

  it('pays somebody twice where nobody looks at the lock: what keeps it from that is the lock', async () => {
    const unaware = { ...month.subsidy, sendingGate: await unawareGate(month.subsidy) };
    await month.with(unaware).disburseAll();
    expect(new Set(bank.paid).size).toBeLessThan(bank.paid.length);
  });
});

/** The gate as it would be without the lock: it holds nothing, and knows of no restore. */
async function unawareGate({ sendingGate }: TestSubsidy): Promise<TestSubsidy['sendingGate']> {
  return Object.assign(Object.create(sendingGate) as TestSubsidy['sendingGate'], {
    look: async (batch: Parameters<TestSubsidy['sendingGate']['look']>[0]) => ({ ...(await sendingGate.look(batch)), hold: null, wasRestored: false }),
  });
}
