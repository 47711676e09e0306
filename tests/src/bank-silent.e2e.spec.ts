import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfMonth, paidOnce, runMonth, type MonthResult } from '@gongjiang/rehearsal';
import { closeStages, openStage, type Stage } from './stage/stage.js';

afterAll(closeStages);

async function monthWith(persons: number, misbehaviour: unknown): Promise<{ readonly stage: Stage; readonly result: MonthResult }> {
  const stage = await openStage({ persons, environment: { GONGJIANG_BANK_TIMEOUT_MS: '1000' } });
  await stage.bank.misbehave(misbehaviour);
  return { stage, result: await runMonth(stage.platform, stage.sample.paths, () => undefined) };
}

describe('a bank that pays and does not answer', () => {
  let month: Awaited<ReturnType<typeof monthWith>>;
  beforeAll(async () => {
    month = await monthWith(200, { rules: [{ kind: 'cuts-after-booking', times: 3 }, { kind: 'answers-late', afterMs: 1_500, times: 3 }] });
  });

  it('is sent the same messages again', async () => {
    const { repeats } = await month.stage.bank.summary();
    expect(repeats.same).toBeGreaterThan(30);
    expect(repeats).toMatchObject({ conflicting: 0, takenAgain: 0 });
  });

  it('has paid every line exactly once when the month is closed', async () => {
    expect(await faultsOfMonth(month.stage, month.result)).toEqual([]);
  });
});

describe('a bank that pays an id again, which no bank does', () => {
  let month: Awaited<ReturnType<typeof monthWith>>;
  beforeAll(async () => {
    month = await monthWith(60, { rules: [{ kind: 'cuts-after-booking', times: 1 }, { kind: 'ignores-idempotency' }] });
  });

  it('is found out by the check that says "paid once", which so is seen to fail', async () => {
    expect(paidOnce(await month.stage.bank.payments())).toContainEqual(expect.stringMatching(/^GJ\w+ was paid 2 times$/));
  });

  it('is found out by the comparison with the books as well', async () => {
    const faults = await faultsOfMonth(month.stage, month.result);
    expect(faults).toContainEqual(expect.stringMatching(/^The books of \d{6} say \d+ fen were paid, the bank \d+$/));
  });
});
