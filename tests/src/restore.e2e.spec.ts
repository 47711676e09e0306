import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import { bankAgrees, booksBalance, itemsOf, JINHUA, paidOnce, type BankSummary, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { brake, untilDisbursement } from './stage/brakes.js';
import { DAYS, moveDate, submitAllowances } from './stage/city.work.js';
import { declareByCommand, putBackup, seenRestore, startService, stopService, takeBackup, type SeenRestore } from './stage/restore.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

/** Several chunks in the city. */
const PERSONS = 900;
/** The bank is slow to answer, so that there is a middle to take a backup in. */
const SLOW = { rules: [{ kind: 'answers-late', afterMs: 1_500 }] };
/** It pays an id again: what keeps a line from being paid twice is the service alone. */
const FORGETFUL = { rules: [{ kind: 'ignores-idempotency' }] };
const MOMENT = { everyMs: 20 };

let stage: Stage;
let office: CityOffice;
let service: Pick<Stage['platform'], 'subsidy' | 'relay'>;
let batchId: string;
const seen = {} as {
  paidAtBackup: number; paidBefore: number; settledBefore: number;
  locked: SeenRestore; workList: readonly string[]; asked: SeenRestore; paidWhileLocked: number; early: string; codes: readonly string[];
  items: readonly SeenItem[]; repeats: BankSummary['repeats'];
};

beforeAll(async () => {
  stage = await openStage({ persons: PERSONS, environment: { GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', GONGJIANG_WORKER_LINES_A_CHUNK: '100', GONGJIANG_AUDIT_SEAL_INTERVAL_MS: '500' } });
  office = stage.office(JINHUA);
  batchId = await released();
  await eventually(async () => (await paid()) > 0 && (await office.progress(batchId)).chunks['answered'] !== undefined, MOMENT);
  await stopService(stage, stage.platform);
  const backup = await takeBackup(stage);
  seen.paidAtBackup = await paid();
  await stage.bank.misbehave({ rules: [] });
  ({ office, service } = await startService(stage, JINHUA));
  await office.until(batchId, 'settling');
  seen.paidBefore = await paid();
  await stage.bank.misbehave(FORGETFUL);
  await restore(backup);
  await goOn();
});
afterAll(closeStages);

const paid = async (): Promise<number> => (await stage.bank.summary()).byStatus.settled.count;

async function released(): Promise<string> {
  const id = await submitAllowances(stage, office);
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(office.reviewer, id, 'review');
  await moveDate(stage, office, DAYS.cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  await stage.bank.misbehave(SLOW);
  await moveDate(stage, office, DAYS.released);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'disbursing');
  return id;
}

/** Nobody says that the data were put back: the service starts on them as on any other day. */
async function restore(backup: Awaited<ReturnType<typeof takeBackup>>): Promise<void> {
  await stopService(stage, service);
  await putBackup(stage, backup);
  ({ office, service } = await startService(stage, JINHUA));
  seen.locked = await eventually(() => seenRestore(office.finance), MOMENT);
  await untilDisbursement(office.finance, batchId, ({ hold }) => hold?.cause === 'restored');
  const { body } = await office.finance.get('/work-list');
  seen.workList = (body as { items: readonly { kind: string; object: string }[] }).items.map(({ kind, object }) => `${kind} ${object}`);
  seen.early = await brake(office.finance, 'restore', 'resumption-request', 'it will be all right');
}

/** The bank closes its day, is asked, and two persons let payments go on. */
async function goOn(): Promise<void> {
  const { finance, releaser } = office;
  await moveDate(stage, office, addDays(DAYS.released, 1));
  seen.asked = await eventually(async () => {
    const now = await seenRestore(finance);
    if (now.listedTo <= now.lockedOn || now.chunksLeft > 0 || now.askedChunks === 0) throw new Error(JSON.stringify(now));
    return now;
  }, MOMENT);
  seen.paidWhileLocked = await paid();
  seen.codes = [
    await brake(finance, 'restore', 'resumption-request', 'the bank was asked'),
    await brake(finance, 'restore', 'resumption-confirmation'),
    await brake(releaser, 'restore', 'resumption-confirmation'),
  ];
  await office.until(batchId, 'settling');
  await moveDate(stage, office, addDays(DAYS.released, 5));
  await office.until(batchId, 'reconciled');
  seen.items = await itemsOf({ platform: { ...stage.platform, ...service } }, [{ ...(await office.batch(batchId)), city: JINHUA, heldByCode: {} }]);
  seen.repeats = (await stage.bank.summary()).repeats;
}

describe('a service whose data were put back to the middle of a disbursement, after the rest of it was paid', () => {
  it('notices by itself, and locks payments', () => {
    expect(seen.paidBefore).toBeGreaterThan(seen.paidAtBackup);
    expect(seen.locked).toMatchObject({ status: 'stopped', lockedOn: DAYS.released });
    expect(['record', 'chunk', 'bank']).toContain(seen.locked.witness);
    expect(seen.workList).toContain('payments-resting restore');
  });

  it('sends nothing until the bank was asked about its closed books and every line, and two let it go on', () => {
    expect(seen.early).toBe('409 restore.statements-open');
    expect(seen.paidWhileLocked).toBe(seen.paidBefore);
    expect(seen.asked.knownAtBank.lines).toBeGreaterThan(0);
    expect(seen.codes).toEqual(['200 resumption-asked', '403 control.same-person', '200 running']);
  });

  it('ends its month with nobody paid twice, though the bank would have, and nobody left out', async () => {
    const payments = await stage.bank.payments();
    expect(paidOnce(payments)).toEqual([]);
    expect(seen.repeats).toMatchObject({ conflicting: 0, takenAgain: 0 });
    expect(bankAgrees(seen.items, payments)).toEqual([]);
  });

  it('is locked again by who says so by command, for a backup that was put back together with everything else', async () => {
    expect(await declareByCommand(stage)).toContain(`${JINHUA}: locked`);
    expect(await seenRestore(office.finance)).toMatchObject({ number: 2, witness: 'person', status: 'stopped', since: '2026-11-01' });
    expect(await declareByCommand(stage)).toContain(`${JINHUA}: control.stopped-already`);
  });

  it('has the bank\'s money in its ledger, to the fen', async () => {
    expect(booksBalance({ [JINHUA]: await office.ledger() }, await stage.bank.payments())).toEqual([]);
  });
});
