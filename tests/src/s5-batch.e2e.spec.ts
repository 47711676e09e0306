import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { month, type PersonToken } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, bankAgrees, JINHUA, Officer, paidOnce, succeeded, type Batch, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { eventually } from '@gongjiang/testing';
import { brake, disbursementOf, streamOf, type SeenDisbursement } from './stage/brakes.js';
import { attempt, moveDate } from './stage/city.work.js';
import { approved, calculated, correct, DECEMBER_DAYS, fundTheYear, NOVEMBER_DAYS, recalculated, release, settle, stepWith, tokenOf } from './stage/month.work.js';
import { allowanceRow, fileOf, identityNumberOf, personRow, type Row } from './stage/own.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

type Shown = Omit<Batch, 'changes'> & { readonly monthOnMonth: Readonly<Record<'fresh' | 'same' | 'changed', { readonly lines: number }>>; readonly changes: readonly { readonly kind: string; readonly reason: string | null }[] };
type Item = Omit<SeenItem, 'state'> & { readonly state: string; readonly way: string };
interface Gate { readonly passes: boolean; readonly findings: readonly { readonly check: string; readonly colour: string; readonly figures: Readonly<Record<string, number>> }[] }
interface Report { readonly batch: Shown; readonly heldByCode: Readonly<Record<string, number>>; readonly receipts: { readonly chunks: number; readonly root: string }; readonly gate: { readonly red: readonly { readonly check: string }[]; readonly explanations: readonly { readonly text: string; readonly by: string }[] } | null; readonly sealed: { readonly block: number; readonly head: string } | null }

const PROGRAMME = 'post-allowance';
const ENTITLEMENT = 'jinhua/7/post-allowance';
const FUND = 'talent-special';
const [NOVEMBER, DECEMBER] = [month('2026-11'), month('2026-12')];
/** Who changes between the two months, and how; the others have the same amount in both. */
const WHO = { raised: 51, lowered: 52, leaves: 53, whileReturned: 54, lateOne: 55, lateTwo: 56 } as const;
const SAME = [61, 62, 63, 64];
const LATE = [WHO.lateOne, WHO.lateTwo];
const FACTS = { occupationInShortage: true, employerPaysAllowance: true } as const;

let stage: Stage;
let office: CityOffice;
let folder: string;
let tokenOfPerson: (n: number) => PersonToken;
const seen = {} as {
  opened: readonly string[]; first: Shown; reservedAtSubmission: number; returned: Shown; reservedAfterReturn: number; recalculated: Shown;
  cancelled: Shown; reservedAfterCancel: number; second: Shown;
  paused: SeenDisbursement; paidWhilePaused: number; stream: readonly SeenDisbursement[];
  gate: Gate; submittedRed: string; explained: string; november: readonly Item[]; december: readonly Item[]; closed: readonly Shown[];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's5-'));
  stage = await openStage({ persons: 50 });
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOfPerson = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await moveDate(stage, office, NOVEMBER_DAYS.calculated);
  await fundTheYear(stage, office, FUND, '3307001000000000001');
  await enrol('november', [...SAME, WHO.raised, WHO.lowered, WHO.leaves]);
  await returnedAndCancelled();
  await pausedAndPaid();
  await between();
  await december();
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

const batchOf = async (id: string): Promise<Shown> => succeeded('reading a batch', await office.handler.get(`/batches/${id}`));
const reserved = async (): Promise<number> => succeeded<{ readonly reservedFen: number }>('reading the fund', await office.finance.get(`/funds/${FUND}/2026`)).reservedFen;

/** Persons and their claims from November on, by roster. The second one begins as a senior technician. */
async function enrol(name: string, numbers: readonly number[]): Promise<void> {
  await office.importPersons(await fileOf(folder, `persons-${name}`, numbers.map((n) => personRow(n))));
  const levels: Readonly<Record<number, Row>> = { [WHO.lowered]: { level: 'senior-technician' } };
  const claims = await office.importClaims(ENTITLEMENT, await fileOf(folder, `claims-${name}`, numbers.map((n) => ({ ...allowanceRow(n, NOVEMBER), ...levels[n] }))));
  expect(claims).toMatchObject({ taken: numbers.length, refused: 0 });
}

/** The first batch goes back with a reason, is calculated anew with who came in between, and is cancelled. */
async function returnedAndCancelled(): Promise<void> {
  const open = () => office.handler.post('/batches', { programme: PROGRAMME, period: NOVEMBER });
  seen.opened = (await Promise.all([open(), open(), open()])).map(({ status, body }) => `${status} ${(body as { code?: string }).code ?? ''}`.trim()).sort();
  const [batch] = await allPages<Batch>(office.handler, '/batches');
  const id = batch?.id ?? '';
  await recalculated(office, id);
  seen.first = await batchOf(id);
  await office.step(office.handler, id, 'submission');
  seen.reservedAtSubmission = await reserved();
  await stepWith(office.reviewer, `/batches/${id}`, 'return', { reason: '一人的等级待核实' });
  [seen.returned, seen.reservedAfterReturn] = [await batchOf(id), await reserved()];
  await enrol('while-returned', [WHO.whileReturned]);
  await recalculated(office, id);
  seen.recalculated = await batchOf(id);
  await office.step(office.handler, id, 'submission');
  await stepWith(office.reviewer, `/batches/${id}`, 'return', { reason: '整批作废' });
  await stepWith(office.handler, `/batches/${id}`, 'cancellation', { reason: '项目选错' });
  seen.cancelled = await batchOf(id);
  await eventually(async () => expect(await allPages(office.handler, `/batches/${id}/items`)).toEqual([]), { everyMs: 100 });
  seen.reservedAfterCancel = await reserved();
}

/** The second one is paused before it is released; nothing leaves until somebody lets it. */
async function pausedAndPaid(): Promise<void> {
  const { id } = await calculated(office, PROGRAMME, NOVEMBER);
  seen.second = await batchOf(id);
  await approved(stage, office, id, NOVEMBER_DAYS);
  await brake(office.finance, `batch.${id}`, 'pause', '等待财政确认');
  await moveDate(stage, office, NOVEMBER_DAYS.released);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'disbursing');
  const stream = await streamOf(office, `${stage.platform.subsidy.url}/batches/${id}/progress/stream`, await tokenOf(stage, office, 'releaser'));
  await eventually(() => expect(stream.events.length).toBeGreaterThan(0), { everyMs: 50 });
  [seen.paused, seen.paidWhilePaused] = [await disbursementOf(office.finance, id), (await stage.bank.payments()).length];
  await brake(office.finance, `batch.${id}`, 'resumption');
  await settle(stage, office, id, NOVEMBER_DAYS);
  await stream.ended;
  [seen.stream, seen.november, seen.closed] = [stream.events, await allPages<Item>(office.handler, `/batches/${id}/items`), [await batchOf(id)]];
}

/** Two come late, one is corrected up and one down, one leaves the job. */
async function between(): Promise<void> {
  await moveDate(stage, office, DECEMBER_DAYS.calculated);
  await enrol('late', LATE);
  const claims = new Map((await allPages<{ readonly id: string; readonly person: string }>(office.handler, '/claims')).map(({ id, person }) => [person, id]));
  await correct(office, claims.get(tokenOfPerson(WHO.raised)) ?? '', NOVEMBER, { level: 'senior-technician', ...FACTS }, '十月已取得高级技师证书');
  await correct(office, claims.get(tokenOfPerson(WHO.lowered)) ?? '', NOVEMBER, { level: 'technician', ...FACTS }, '证书等级登记有误');
  await office.importPersons(await fileOf(folder, 'left', [personRow(WHO.leaves, { employedUntil: '2026-12-10' })]));
}

async function december(): Promise<void> {
  const { id } = await calculated(office, PROGRAMME, DECEMBER);
  seen.gate = succeeded('reading the gate', await office.handler.get(`/batches/${id}/gate`));
  seen.submittedRed = await attempt(office.handler, id, 'submission');
  await office.explainGate(id);
  seen.explained = succeeded<Gate>('reading the gate', await office.handler.get(`/batches/${id}/gate`)).passes ? 'passes' : 'stopped';
  await release(stage, office, id, DECEMBER_DAYS);
  await settle(stage, office, id, DECEMBER_DAYS);
  seen.december = await allPages<Item>(office.handler, `/batches/${id}/items`);
  seen.closed = [...seen.closed, await batchOf(id)];
}

/** A person's lines of the second month: for which month, how paid, how much. */
const linesOf = (n: number): readonly string[] => seen.december.filter(({ person }) => person === tokenOfPerson(n)).map(({ period, way, amountFen, state }) => `${period} ${way} ${amountFen} ${state}`).sort();
const reportOf = async (id: string, officer: Officer = office.finance): Promise<Report> => succeeded('reading a report', await officer.get(`/batches/${id}/report`));
const closedId = (at: number): string => seen.closed[at]?.id ?? '';

describe('S5: a batch', () => {
  it('is the only open one of its programme and month, also when three open it at once', () => {
    expect(seen.opened).toEqual(['201', '409 batch.already-open', '409 batch.already-open']);
  });

  it('goes back to the handler with a reason that can be read, and sets its money free', () => {
    expect(seen.reservedAtSubmission).toBe(seen.first.amountFen);
    expect(seen.returned).toMatchObject({ status: 'returned' });
    expect(seen.returned.changes.at(-1)).toMatchObject({ kind: 'returned', reason: '一人的等级待核实' });
    expect(seen.reservedAfterReturn).toBe(0);
  });

  it('is calculated anew after it went back, with who came in between', () => {
    expect([seen.first.lines, seen.recalculated.lines]).toEqual([SAME.length + 3, SAME.length + 4]);
    expect(seen.recalculated.amountFen).toBe((seen.first.amountFen ?? 0) + 60_000);
  });

  it('cancelled, with a reason, leaves nothing behind: money, lines and months are free for the next one', () => {
    expect([seen.cancelled.status, seen.cancelled.changes.at(-1)?.reason, seen.reservedAfterCancel]).toEqual(['cancelled', '项目选错', 0]);
    expect(seen.second.id).not.toBe(seen.cancelled.id);
    expect([seen.second.lines, seen.second.amountFen]).toEqual([seen.recalculated.lines, seen.recalculated.amountFen]);
  });

  it('that is paused sends nothing, and says who paused it and why it rests; let go, it is paid', () => {
    expect(seen.paused).toMatchObject({ state: 'paused', done: 0, hold: { by: `${JINHUA}-finance`, reason: '等待财政确认' } });
    expect(seen.paidWhilePaused).toBe(0);
    expect(seen.november.map(({ state }) => state)).toEqual(seen.november.map(() => 'settled'));
  });

  it('shows its progress as it happens, to the end', () => {
    expect(seen.stream[0]).toMatchObject({ state: 'paused', left: seen.second.lines });
    expect(seen.stream.at(-1)).toMatchObject({ state: 'ended', left: 0, done: seen.second.lines });
  });
});

describe('S5: the next batch', () => {
  it('pays who was enrolled late for the month that is past, beside its own', () => {
    for (const n of LATE) expect(linesOf(n)).toEqual(['2026-11 pay 60000 settled', '2026-12 pay 60000 settled']);
    expect(seen.closed[1]?.late).toEqual({ lines: LATE.length, amountFen: LATE.length * 60_000 });
  });

  it('makes the difference where facts were stated otherwise, up and down, and never touches what was paid', async () => {
    expect(linesOf(WHO.raised)).toEqual(['2026-11 pay 40000 settled', '2026-12 pay 100000 settled']);
    expect(linesOf(WHO.lowered)).toEqual(['2026-11 claim-back -40000 overpaid', '2026-12 pay 60000 settled']);
    expect(seen.closed[1]).toMatchObject({ raised: { lines: 1, amountFen: 40_000 }, overpaid: { lines: 1, amountFen: 40_000 } });
    expect(await allPages<Item>(office.handler, `/batches/${closedId(0)}/items`)).toEqual(seen.november);
  });

  it('says why of each difference: the receipt has the new facts, the claim the reason', async () => {
    const claims = await allPages<{ readonly id: string; readonly person: string }>(office.handler, '/claims');
    for (const [n, level, reason, amountFen] of [[WHO.raised, 'senior-technician', '十月已取得高级技师证书', 100_000], [WHO.lowered, 'technician', '证书等级登记有误', 60_000]] as const) {
      const item = seen.december.find(({ person, period }) => person === tokenOfPerson(n) && period === NOVEMBER);
      const { receipt } = succeeded<{ readonly receipt: object }>('asking why', await office.handler.get(`/items/${encodeURIComponent(item?.id ?? '')}/receipt`));
      expect(receipt).toMatchObject({ claim: { facts: { level }, period: NOVEMBER }, decision: { amountFen } });
      const claim = claims.find(({ person }) => person === tokenOfPerson(n));
      const { decisions } = succeeded<{ readonly decisions: readonly { readonly reason: string | null }[] }>('reading a claim', await office.handler.get(`/claims/${encodeURIComponent(claim?.id ?? '')}`));
      expect(decisions.map((decision) => decision.reason)).toEqual([null, reason]);
    }
  });

  it('stands beside the month before: what is new, the same, changed and gone', () => {
    expect(seen.closed[1]?.monthOnMonth).toMatchObject({ fresh: { lines: LATE.length }, same: { lines: SAME.length + 1 }, changed: { lines: 2 } });
    expect(seen.gate.findings.find(({ check }) => check === 'month-on-month')).toMatchObject({ colour: 'red', figures: { freshLines: 2, changedLines: 2, goneLines: 1, beforeLines: SAME.length + 4 } });
  });

  it('is stopped at the gate by what stands out, until the handler explains it', () => {
    expect([seen.gate.passes, seen.submittedRed, seen.explained]).toEqual([false, '409 gate.red', 'passes']);
  });
});

describe('S5: the report at the close', () => {
  it('adds up: by clause, by outcome, by the reasons of what is held; by whom', async () => {
    const { batch, heldByCode } = await reportOf(closedId(1));
    expect(batch.byEntitlement).toEqual([expect.objectContaining({ entitlement: ENTITLEMENT, clause: 'jinhua/7', lines: batch.lines, amountFen: batch.amountFen })]);
    expect(batch.outcome).toMatchObject({ settledLines: batch.lines, settledFen: batch.amountFen, rejectedLines: 0, returnedLines: 0 });
    expect(heldByCode).toEqual({ 'condition-failed': 1 });
    const { chain } = batch as unknown as { readonly chain: readonly { readonly step: string; readonly actor: string }[] };
    expect(new Set(chain.map(({ step, actor }) => `${step} ${actor}`)).size).toBe(4);
  });

  it('has what stood out at the gate, and the words for it', async () => {
    const { gate } = await reportOf(closedId(1));
    expect(gate?.red.map(({ check }) => check)).toEqual(['month-on-month']);
    expect(gate?.explanations).toEqual([expect.objectContaining({ by: `${JINHUA}-handler`, text: expect.stringMatching(/\p{Script=Han}/u) })]);
  });

  it('is sealed with the record, and stays the same for ever', async () => {
    const auditor = new Officer(stage.platform.issuer.url, stage.platform.subsidy.url, JINHUA, 'auditor', ['auditor']);
    const sealed = await eventually(async () => {
      const report = await reportOf(closedId(0), auditor);
      expect(report.sealed?.head).toMatch(/^[0-9a-f]{64}$/);
      return report;
    }, { everyMs: 200 });
    expect(sealed.receipts).toMatchObject({ chunks: 1, root: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await reportOf(closedId(0), auditor)).toEqual(sealed);
    expect((await auditor.get('/audit/verification')).body).toMatchObject({ sound: true });
  });
});

it('S5: the bank\'s own books have each line of both months once, and the ledger agrees', async () => {
  const payments = await stage.bank.payments();
  expect(paidOnce(payments)).toEqual([]);
  const sent = [...seen.november, ...seen.december].filter(({ way }) => way === 'pay') as unknown as readonly SeenItem[];
  expect(bankAgrees(sent, payments)).toEqual([]);
  expect((await office.finance.get('/ledger/check?depth=lines')).body).toMatchObject({ balanced: true, findings: [] });
});
