import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fundBudgetChanged, fundYearClosed, payeeMessageDue } from '@gongjiang/contracts';
import { day, fen, month, sumFen } from '@gongjiang/kernel';
import { allPages, JINHUA, Officer, REHEARSED_MONTH, succeeded, WENZHOU, type Batch, type CityOffice } from '@gongjiang/rehearsal';
import { eventually, startProcess } from '@gongjiang/testing';
import { attempt, DAYS, moveDate } from './stage/city.work.js';
import { byEvent, ownCities } from './stage/own.cities.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

interface Fund { readonly fund: string; readonly year: string; readonly kind: string; readonly status: string; readonly budgetFen: number; readonly reservedFen: number; readonly availableFen: number }
interface Spending { readonly paidFen: number; readonly items: readonly { readonly clause: string; readonly source: string | null; readonly paidFen: number }[] }
interface Check { readonly balanced: boolean; readonly findings: readonly unknown[]; readonly checked: { readonly lines: number } }

const FUND = 'talent-special';
const OTHER = 'hr-employment';
const SPECIAL = 'training-special-account';
const ALLOWANCE = 'jinhua/7/post-allowance';
const AFTER_THE_YEAR = day('2027-01-15');

let folder: string;
let stage: Stage;
let office: CityOffice;
let heard: readonly HeardMessage[];
/** October's batch and November's: of the two, the fund has money for one. */
let batches: readonly [Batch, Batch];
/** What became of the two submissions that came at once. */
let submissions: readonly string[];
let paid: string;
/** The fund as it was then. */
let reserved: Fund;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's4-'));
  stage = await openStage({ persons: 200, environment: { GONGJIANG_SUBSIDY_CITIES: await ownCities(folder, { [JINHUA]: byEvent }) } });
  heard = await listen(stage);
  office = stage.office(JINHUA);
  await moveDate(stage, office, DAYS.calculated);
  const files = stage.sample.paths.cities[JINHUA];
  await office.importPersons(files?.persons ?? '');
  await office.importClaims(ALLOWANCE, files?.claimsPostAllowance ?? '');
  batches = [await calculated(REHEARSED_MONTH), await calculated(month('2026-11'))];
  await budgetForOne();
  submissions = await Promise.all(batches.map(({ id }) => attempt(office.handler, id, 'submission')));
  paid = batches[submissions.findIndex((outcome) => outcome.startsWith('200'))]?.id ?? '';
  reserved = await fundNow();
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

async function calculated(period: typeof REHEARSED_MONTH): Promise<Batch> {
  const { id } = await office.open('post-allowance', period);
  await office.step(office.handler, id, 'calculation');
  const done = await office.until(id, 'calculated');
  await office.explainGate(id);
  return done;
}

const amounts = (): readonly number[] => batches.map(({ amountFen }) => amountFen ?? 0);
/** A fifth of what one batch needs comes from the province, for this allowance alone. */
const provincial = (): number => Math.floor(Math.min(...amounts()) / 5);

/** One fen less than both need. */
async function budgetForOne(): Promise<void> {
  await stage.bank.fund('3307001000000000001', fen(1_000_000_000_000), 'appropriation');
  await office.changeFund(FUND, '2026', { kind: 'budget', source: 'provincial', earmark: [ALLOWANCE], budgetFen: provincial() });
  await office.changeFund(FUND, '2026', { kind: 'budget', source: 'municipal', budgetFen: sumFen(amounts().map(fen)) - provincial() - 1 });
}

const fundNow = async (fund = FUND): Promise<Fund> => succeeded('reading a fund', await office.finance.get(`/funds/${fund}/2026`));
const propose = (officer: Officer, asked: object, fund = FUND, year = '2026') => officer.post('/fund-changes', { fund, year, asked, reason: 'a test', document: 'doc-1' });
const codeOf = ({ status, body }: { readonly status: number; readonly body: unknown }): string => `${status} ${(body as { code?: string }).code ?? ''}`.trim();
const check = async (): Promise<Check> => succeeded('checking the books', await office.finance.get('/ledger/check?depth=lines'));

describe('S4: a fund', () => {
  it('is reserved for one of two batches that ask at once, and the other is told what is missing', async () => {
    expect([...submissions].sort()).toEqual(['200', '409 fund.overdrawn']);
    const refused = batches.find(({ id }) => id !== paid);
    const accepted = batches.find(({ id }) => id === paid);
    expect(reserved).toMatchObject({ reservedFen: accepted?.amountFen, availableFen: (refused?.amountFen ?? 0) - 1 });
  });

  it('has the budget that two persons gave it, and not what one alone would', async () => {
    await office.setBudget(OTHER, '2026', fen(500));
    const proposed = await propose(office.finance, { kind: 'budget-change', source: 'municipal', changeFen: 1 }, OTHER);
    const { id } = proposed.body as { id: string };
    expect(codeOf(await office.finance.post(`/fund-changes/${id}/confirmation`, undefined, proposed.etag))).toBe('403 fund-change.own-proposal');
    expect((await fundNow(OTHER)).budgetFen).toBe(500);
    succeeded('confirming', await office.approver.post(`/fund-changes/${id}/confirmation`, undefined, proposed.etag));
    expect((await fundNow(OTHER)).budgetFen).toBe(501);
    await eventually(() => expect(heard.some(({ text }) => text.includes(fundBudgetChanged.type) && text.includes(id))).toBe(true), { everyMs: 100 });
  });

  it('that is a special account is kept apart: no money goes to another fund, or comes from one', async () => {
    const { finance } = stage.office(WENZHOU);
    await stage.office(WENZHOU).setBudget(SPECIAL, '2026', fen(1_000));
    await stage.office(WENZHOU).setBudget(FUND, '2026', fen(1_000));
    expect(codeOf(await propose(finance, { kind: 'transfer', source: 'municipal', toFund: FUND, amountFen: 1 }, SPECIAL))).toBe('409 fund.special-apart');
    expect(codeOf(await propose(finance, { kind: 'transfer', source: 'municipal', toFund: SPECIAL, amountFen: 1 }, FUND))).toBe('409 fund.special-apart');
    expect(succeeded<Fund>('reading it', await finance.get(`/funds/${SPECIAL}/2026`))).toMatchObject({ kind: 'special', availableFen: 1_000 });
  });
});

describe('S4: a year', () => {
  let closing: { readonly before: string; readonly spending: Spending; readonly check: Check };
  beforeAll(async () => {
    await payTo(paid, 'closed');
    const spending = succeeded<Spending>('reading spending', await office.finance.get(`/funds/${FUND}/2026/spending`));
    await moveDate(stage, office, AFTER_THE_YEAR);
    // The batch that was refused holds no money, and stands in nobody's way.
    const unfinished = await propose(office.finance, { kind: 'year-close' });
    closing = { before: codeOf(unfinished), spending, check: await check() };
    const { id } = unfinished.body as { id: string };
    succeeded('closing the year', await office.secondFinance.post(`/fund-changes/${id}/confirmation`, undefined, unfinished.etag));
  });

  it('is spent by clause and source, the earmarked money first, and to the fen what the bank settled', async () => {
    const { outcome } = await office.batch(paid);
    expect(closing.spending.paidFen).toBe(outcome?.settledFen);
    expect(closing.spending.items.map(({ clause, source }) => [clause, source])).toEqual([['jinhua/7', 'provincial'], ['jinhua/7', 'municipal']]);
    expect(closing.spending.items[0]?.paidFen).toBe(provincial());
  });

  it('agrees before its end in every line, message and statement with the books, and after it too', async () => {
    expect(closing.check).toMatchObject({ balanced: true, findings: [] });
    expect(closing.check.checked.lines).toBeGreaterThan(50);
    expect(await check()).toMatchObject({ balanced: true, findings: [] });
  });

  it('is checked from the command line as well, by whoever has the database and the key', async () => {
    const { options, secrets } = stage.platform;
    const environment = { ...process.env, GONGJIANG_MONGO_URL: options.servers.mongoUrl, GONGJIANG_FIELD_KEYS: secrets.fieldKeys };
    const checker = await startProcess('apps/cli/dist/main.js', { args: ['ledger', 'check', '--city', JINHUA, '--database', `${options.namespace}_subsidy`], readyLine: /./, environment });
    const { code } = await checker.ended;
    expect(checker.logs()).toMatch(/330700 {2}相符 agreed\n.*明细 lines [1-9]/);
    expect(code).toBe(0);
  });

  it('is closed: nothing is left, nothing new is taken, and what is owed has gone on', async () => {
    expect(await fundNow()).toMatchObject({ status: 'closed', availableFen: 0 });
    expect(codeOf(await propose(office.finance, { kind: 'budget-change', source: 'municipal', changeFen: 1 }))).toBe('409 fund.year-closed');
    const { outcome } = await office.batch(paid);
    const owed = (outcome?.rejectedFen ?? 0) + (outcome?.returnedFen ?? 0);
    const { accounts } = succeeded<{ accounts: readonly { account: string; balanceFen: number }[] }>('reading accounts', await office.finance.get('/ledger/check'));
    expect(accounts.find(({ account }) => account === `${JINHUA}/${FUND}/2026/payable`)?.balanceFen ?? 0).toBe(0);
    expect(accounts.find(({ account }) => account === `${JINHUA}/${FUND}/2027/payable`)?.balanceFen ?? 0).toBe(owed);
    await eventually(() => expect(heard.some(({ text }) => text.includes(fundYearClosed.type))).toBe(true), { everyMs: 100 });
  });

  it('goes to the city\'s finance system as vouchers, each with as much debit as credit, numbered without gaps', async () => {
    succeeded('making vouchers', await office.finance.post('/vouchers'));
    const vouchers = await allPages<{ id: string; year: string; number: number; kind: string }>(office.finance, '/vouchers');
    for (const year of new Set(vouchers.map((voucher) => voucher.year))) {
      expect(vouchers.filter((voucher) => voucher.year === year).map(({ number }) => number)).toEqual(vouchers.filter((voucher) => voucher.year === year).map((_one, at) => at + 1));
    }
    expect(new Set(vouchers.map(({ kind }) => kind))).toEqual(new Set(['fund', 'batch']));
    for (const { id } of vouchers) {
      const { lines } = succeeded<{ lines: readonly { side: string; amountFen: number }[] }>('reading a voucher', await office.finance.get(`/vouchers/${id}/file?as=json`));
      expect(lines.reduce((sum, { side, amountFen }) => sum + (side === 'debit' ? amountFen : -amountFen), 0)).toBe(0);
    }
  });

  it('is told to each payee by token alone, and each line once', async () => {
    const { outcome } = await office.batch(paid);
    const told = (): readonly HeardMessage[] => [...new Map(heard.filter(({ text }) => text.includes(payeeMessageDue.type)).map((message) => [(JSON.parse(message.text) as { id: string }).id, message])).values()];
    const kinds = (kind: string): number => told().filter(({ text }) => (JSON.parse(text) as { data: { kind: string } }).data.kind === kind).length;
    await eventually(() => {
      expect(kinds('settled')).toBe((outcome?.settledLines ?? 0) + (outcome?.returnedLines ?? 0));
      expect(kinds('rejected')).toBe(outcome?.rejectedLines);
    }, { everyMs: 200 });
    const names = (await samplePersons(stage.sample)).map(({ identityNumber }) => identityNumber);
    expect(names.filter((name) => told().some(({ text }) => text.includes(name)))).toEqual([]);
  });
});

async function payTo(id: string, status: 'closed'): Promise<void> {
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(office.reviewer, id, 'review');
  await moveDate(stage, office, DAYS.cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  await moveDate(stage, office, DAYS.released);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'settling');
  await moveDate(stage, office, DAYS.reconciled);
  await office.until(id, 'reconciled');
  await office.step(office.finance, id, 'closing');
  await office.until(id, status);
}
