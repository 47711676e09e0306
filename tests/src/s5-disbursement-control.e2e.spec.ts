import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, day, fen } from '@gongjiang/kernel';
import { bankAgrees, booksBalance, CityOffice, itemsOf, JINHUA, paidOnce, REHEARSED_MONTH, succeeded, type BankSummary, type SeenItem } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { brake, citiesWithBankHours, disbursementOf, streamOf, untilDisbursement, type SeenDisbursement } from './stage/brakes.js';
import { DAYS, moveDate, submitAllowances } from './stage/city.work.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

/** Three chunks in the city: one is paid, one finds no money, one is never sent. */
const PERSONS = 900;
const ACCOUNT = '3307001000000000001';
const SATURDAY = day('2026-11-14');
const MONDAY = day('2026-11-16');
/** The bank is slow, so that there is a middle to stand in, and refuses a message whole that the account is short for. */
const SLOW = { rules: [{ kind: 'answers-late', afterMs: 1_500 }, { kind: 'refuses-whole-when-short' }] };
/** Enough for one chunk of a hundred lines, and not for two. */
const ONE_CHUNK_FEN = fen(9_000_000);

let stage: Stage;
let office: CityOffice;
let batchId: string;
let removeCities: () => Promise<void>;
const seen = {} as {
  onSaturday: SeenDisbursement; atTheBankOnSaturday: number;
  short: SeenDisbursement; atTheBankWhenShort: BankSummary['byStatus'];
  stopped: SeenDisbursement; alone: string; asked: string; askedAgain: string; confirmed: string;
  cancelled: SeenDisbursement; codes: readonly string[];
  events: readonly SeenDisbursement[]; items: readonly SeenItem[]; controls: readonly string[];
};

beforeAll(async () => {
  const cities = await citiesWithBankHours();
  removeCities = () => cities.remove();
  stage = await openStage({ persons: PERSONS, environment: { GONGJIANG_SUBSIDY_CITIES: cities.folder, GONGJIANG_WORKER_CHUNKS_AT_ONCE: '1', GONGJIANG_WORKER_LINES_A_CHUNK: '100' } });
  office = stage.office(JINHUA);
  batchId = await approved();
  await waitForTheBank();
  const stream = await watching();
  await runShort();
  // The screen looks once a second: who stops and goes on within one is not seen there.
  await eventually(() => stream.events.some(({ state }) => state === 'paused'));
  await stopAndGoOn();
  await eventually(() => stream.events.some(({ state }) => state === 'stopped'));
  await cancelTheRest();
  await stream.ended;
  seen.events = stream.events;
  await settle();
});
afterAll(async () => {
  await closeStages();
  await removeCities?.();
});

const settledAtTheBank = async (): Promise<number> => (await stage.bank.summary()).byStatus.settled.count;
const batch = (): string => `batch.${batchId}`;

async function approved(): Promise<string> {
  const id = await submitAllowances(stage, office, ONE_CHUNK_FEN);
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(office.reviewer, id, 'review');
  await moveDate(stage, office, DAYS.cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  return id;
}

/** Released on a Saturday: nothing leaves before Monday. */
async function waitForTheBank(): Promise<void> {
  await stage.bank.misbehave(SLOW);
  await moveDate(stage, office, SATURDAY);
  await office.step(office.releaser, batchId, 'release');
  await office.until(batchId, 'disbursing');
  seen.onSaturday = await disbursementOf(office.releaser, batchId);
  seen.atTheBankOnSaturday = await settledAtTheBank();
}

async function watching() {
  const { token } = await tokenOf();
  return streamOf(office, `${stage.platform.subsidy.url}/batches/${batchId}/progress/stream`, token);
}

async function tokenOf(): Promise<{ token: string }> {
  const response = await fetch(`${stage.platform.issuer.url}/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ subject: 'screen', city: JINHUA, roles: ['releaser'] }) });
  return { token: ((await response.json()) as { access_token: string }).access_token };
}

/** On Monday the bank opens, and the account is soon empty. */
async function runShort(): Promise<void> {
  await moveDate(stage, office, MONDAY);
  seen.short = await untilDisbursement(office.finance, batchId, ({ hold }) => hold?.cause === 'money-short');
  seen.atTheBankWhenShort = (await stage.bank.summary()).byStatus;
}

/** Money comes; while payments run the city is stopped, and it takes two to go on. */
async function stopAndGoOn(): Promise<void> {
  const before = await settledAtTheBank();
  await stage.bank.fund(ACCOUNT, fen(1_000_000_000), 'top-up');
  await brake(office.finance, batch(), 'resumption');
  await eventually(async () => (await settledAtTheBank()) > before, { everyMs: 20 });
  await brake(office.releaser, 'city', 'stop', 'the bank called');
  seen.stopped = await untilDisbursement(office.releaser, batchId, ({ state }) => state === 'stopped');
  seen.alone = await brake(office.releaser, 'city', 'resumption');
  seen.asked = await brake(office.finance, 'city', 'resumption-request', 'it was nothing');
  seen.controls = succeeded<{ items: readonly { id: string; status: string }[] }>('reading controls', await office.handler.get('/disbursement-controls')).items.map(({ id, status }) => `${id} ${status}`);
  seen.askedAgain = await brake(office.finance, 'city', 'resumption-confirmation');
}

/** Before payments go on, what is not yet sent is cancelled by two; then the rest is let go. */
async function cancelTheRest(): Promise<void> {
  const { finance, releaser } = office;
  seen.codes = [
    await brake(finance, batch(), 'cancellation-request', 'a wrong list'),
    await brake(finance, batch(), 'pause', 'a wrong list'),
    await brake(finance, batch(), 'cancellation-request', 'a wrong list'),
    await brake(finance, batch(), 'cancellation-confirmation'),
    await brake(releaser, batch(), 'cancellation-confirmation'),
  ];
  seen.cancelled = await untilDisbursement(finance, batchId, ({ unpaid }) => unpaid > 0);
  seen.confirmed = await brake(releaser, 'city', 'resumption-confirmation');
  await eventually(async () => (await brake(releaser, batch(), 'resumption')).startsWith('200') || (await office.batch(batchId)).status === 'settling');
}

async function settle(): Promise<void> {
  await office.until(batchId, 'settling');
  await moveDate(stage, office, addDays(MONDAY, 5));
  await office.until(batchId, 'reconciled');
  seen.items = await itemsOf(stage, [{ ...(await office.batch(batchId)), city: JINHUA, heldByCode: {} }]);
}

describe('a batch that is released while the bank is closed', () => {
  it('waits, says since when and until when, and nothing has left', () => {
    expect(seen.onSaturday).toMatchObject({ state: 'bank-closed', hold: { since: '2026-11-13 24:00', until: '2026-11-16 00:00' }, done: 0 });
    expect(seen.atTheBankOnSaturday).toBe(0);
  });
});

describe('an account that is short in mid-batch', () => {
  it('pauses the batch by itself, with the reason; what was sent is paid, and nobody is rejected', () => {
    expect(seen.short).toMatchObject({ state: 'paused', failed: 0, hold: { by: 'system', cause: 'money-short' } });
    expect(seen.short.done).toBeGreaterThan(0);
    expect(seen.short.left).toBeGreaterThan(0);
    expect(seen.atTheBankWhenShort).toMatchObject({ settled: { count: seen.short.done }, rejected: { count: 0 } });
  });
});

describe('an emergency stop of a city', () => {
  it('holds the rest back', () => {
    expect(seen.stopped.left).toBeGreaterThan(0);
    expect(seen.controls).toEqual(['city resumption-asked']);
  });

  it('is lifted by two: not by one alone, and not by who asked', () => {
    expect([seen.alone, seen.asked, seen.askedAgain, seen.confirmed]).toEqual(['409 control.needs-two', '200 resumption-asked', '403 control.same-person', '200 running']);
  });
});

describe('what is not yet sent', () => {
  it('is cancelled by two, and only of a batch that rests', () => {
    expect(seen.codes).toEqual(['409 control.wrong-status', '200 paused', '200 cancellation-asked', '403 control.same-person', '202 cancelling']);
    expect(seen.cancelled.unpaid).toBeGreaterThan(0);
  });

  it('is void and owed to nobody, while what was sent is settled', async () => {
    const { lines, amountFen, outcome } = await office.batch(batchId);
    const states = new Set(seen.items.map(({ state }) => state as string));
    expect([...states].sort()).toEqual(expect.arrayContaining(['settled', 'void']));
    const of = (wanted: string) => seen.items.filter(({ state }) => (state as string) === wanted);
    expect(of('void')).toHaveLength(seen.cancelled.unpaid);
    expect(seen.items).toHaveLength(lines ?? 0);
    expect(outcome?.settledLines).toBe(of('settled').length);
    expect(seen.items.reduce((sum, item) => sum + item.amountFen, 0)).toBe(amountFen);
  });

  it('is decided afresh by the next batch', async () => {
    const next = await office.open('post-allowance', '2026-11' as typeof REHEARSED_MONTH);
    await office.step(office.handler, next.id, 'calculation');
    await office.until(next.id, 'calculated');
    const items = await itemsOf(stage, [{ ...next, city: JINHUA, heldByCode: {} }]);
    const again = new Set(items.filter(({ period }) => period === REHEARSED_MONTH).map(({ person, entitlement, subject }) => `${person} ${entitlement} ${subject}`));
    const cancelled = seen.items.filter(({ state, period }) => (state as string) === 'void' && period === REHEARSED_MONTH);
    expect(cancelled.length).toBeGreaterThan(0);
    expect(cancelled.filter(({ person, entitlement, subject }) => !again.has(`${person} ${entitlement} ${subject}`))).toEqual([]);
    expect(again.size).toBe(cancelled.length);
  });
});

describe('the bank\'s own books', () => {
  it('have every line that was sent exactly once, and none that was cancelled', async () => {
    const payments = await stage.bank.payments();
    expect(paidOnce(payments)).toEqual([]);
    expect(bankAgrees(seen.items.filter(({ state }) => (state as string) !== 'void'), payments)).toEqual([]);
    expect((await stage.bank.summary()).repeats).toMatchObject({ conflicting: 0, takenAgain: 0 });
  });

  it('agree with the ledger, and the fund holds no more than was paid or is owed', async () => {
    const ledger = await office.ledger();
    expect(booksBalance({ [JINHUA]: ledger }, await stage.bank.payments())).toEqual([]);
    const rejectedFen = seen.items.filter(({ state }) => state === 'rejected' || state === 'returned').reduce((sum, { amountFen }) => sum + amountFen, 0);
    expect(ledger.places['payable']).toBe(rejectedFen);
  });
});

describe('the stream of its progress', () => {
  it('told of every turn, with the reason, and ended with the batch', () => {
    const states = seen.events.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
    expect(states[0]).toBe('bank-closed');
    expect(states).toEqual(expect.arrayContaining(['running', 'paused', 'stopped']));
    expect(seen.events.at(-1)).toMatchObject({ state: 'ended', left: 0 });
    // How long it takes is guessed only while lines move: a few lines may be through between two looks.
    expect(seen.events.some(({ linesPerSecond }) => linesPerSecond > 0)).toBe(true);
    expect(seen.events.filter(({ state, linesPerSecond, secondsLeft }) => (secondsLeft !== null) !== (state === 'running' && linesPerSecond > 0))).toEqual([]);
  });

  it('never went back', () => {
    const done = seen.events.map((event) => event.done);
    expect(done).toEqual([...done].sort((one, other) => one - other));
  });
});
