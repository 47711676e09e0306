import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfMonth, type MonthResult } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { runDisturbedMonth } from './stage/disturbed.month.js';
import { chunksByPhase, isCalculating } from './stage/progress.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

const PERSONS = 600;
/** A dozen chunks and more, one at a time: a middle that is met. */
const WORKER = { GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', GONGJIANG_WORKER_LINES_A_CHUNK: '50' };
/** The bank takes each message at once and does not say so: the worker dies between the two, however long that takes. */
const SILENT_BANK = { rules: [{ kind: 'answers-late', afterMs: 600_000 }] };
const GOOD_BANK = { rules: [] };
const MOMENT = { everyMs: 10 };

let stage: Stage;
let result: MonthResult;
const seen = { atFirstKill: {} as Readonly<Record<string, number>>, paidAtSecondKill: 0 };

beforeAll(async () => {
  stage = await openStage({ persons: PERSONS, environment: WORKER });
  await stage.bank.misbehave(SILENT_BANK);
  result = await runDisturbedMonth(stage, async () => {
    await eventually(async () => isCalculating(await chunksByPhase(stage)), MOMENT);
    await killWorker();
    seen.atFirstKill = await chunksByPhase(stage);
    await stage.platform.startWorker();

    await eventually(async () => (await paidAtTheBank()) > 0, MOMENT);
    await killWorker();
    seen.paidAtSecondKill = await paidAtTheBank();
    await stage.bank.misbehave(GOOD_BANK);
    await stage.platform.startWorker();
  });
});
afterAll(closeStages);

async function killWorker(): Promise<void> {
  await stage.platform.workers.at(-1)?.kill('SIGKILL');
}

async function paidAtTheBank(): Promise<number> {
  return (await stage.bank.summary()).byStatus.settled.count;
}

describe('a worker that is killed in the middle of calculation, and its successor in the middle of payment', () => {
  it('left some chunks calculated and some not', () => {
    expect(isCalculating(seen.atFirstKill)).toBe(true);
  });

  it('left some lines paid and some not', async () => {
    expect(seen.paidAtSecondKill).toBeGreaterThan(0);
    expect(seen.paidAtSecondKill).toBeLessThan((await paidAtTheBank()) / 2);
  });

  it('had no id taken twice by the bank, whether what it had not answered was sent again or asked after', async () => {
    expect((await stage.bank.summary()).repeats).toMatchObject({ conflicting: 0, takenAgain: 0 });
  });

  it('are replaced, and the month closes with every line paid exactly once and the books in order', async () => {
    expect(await faultsOfMonth(stage, result)).toEqual([]);
  });
});
