import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfMonth, runMonth, type MonthResult } from '@gongjiang/rehearsal';
import { closeStages, openStage, type Stage } from './stage/stage.js';

afterAll(closeStages);

describe('a bank that pays and does not answer', () => {
  let stage: Stage;
  let result: MonthResult;
  beforeAll(async () => {
    stage = await openStage({ persons: 600, environment: { GONGJIANG_BANK_TIMEOUT_MS: '1000' } });
    await stage.bank.misbehave({ rules: [{ kind: 'cuts-after-booking', times: 3 }, { kind: 'answers-late', afterMs: 3_000, times: 4 }] });
    result = await runMonth(stage.platform, stage.sample.paths, () => undefined);
  });

  it('is sent the same messages again', async () => {
    const { repeats } = await stage.bank.summary();
    expect(repeats.same).toBeGreaterThan(100);
    expect(repeats).toMatchObject({ conflicting: 0, takenAgain: 0 });
  });

  it('has paid every line exactly once when the month is closed', async () => {
    expect(await faultsOfMonth(stage, result)).toEqual([]);
  });
});
