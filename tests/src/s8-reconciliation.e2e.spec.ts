import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { day, month } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, bankAgrees, JINHUA, Officer, paidOnce, succeeded, WENZHOU, type Batch, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { eventually, startProcess } from '@gongjiang/testing';
import { moveDate, payBehindTheBack } from './stage/city.work.js';
import { calculated, fundTheYear, NOVEMBER_DAYS, release } from './stage/month.work.js';
import { allowanceRow, fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

interface Case { readonly id: string; readonly kind: string; readonly endToEndId: string; readonly ageDays: number; readonly bookedFen: number; readonly expectedFen: number | null; readonly status: string; readonly owner: string | null; readonly correctedOn: string | null; readonly resolution: { readonly outcome: string; readonly by: string } | null }
interface Check { readonly balanced: boolean; readonly findings: readonly { readonly code: string; readonly object: string; readonly saidFen: number; readonly bookedFen: number }[]; readonly places: Readonly<Record<string, number>> }

const NOVEMBER = month('2026-11');
/** What the bank books wrongly, by how; the others it books rightly. */
const WRONG = { omits: 21, twice: 22, partial: 23, 'wrong-amount': 24 } as const;
const RIGHT = [25, 26, 27, 28];
/** The statement of the day of payment is read; a week later a line is missing for good; then the bank puts all of it right. */
const DAYS = { first: day('2026-11-14'), missing: day('2026-11-19'), rightOn: day('2026-11-20'), read: day('2026-11-21') } as const;
const STRAY_COMES_BACK_AFTER_DAYS = 8;

let stage: Stage;
let office: CityOffice;
let folder: string;
let tokenOf: (n: number) => string;
let batchId: string;
let items: readonly SeenItem[];
const seen = {} as {
  afterFirst: { readonly states: readonly string[]; readonly cases: readonly Case[]; readonly status: string };
  wrong: { readonly cases: readonly Case[]; readonly check: Check; readonly said: { readonly code: number | null; readonly text: string } };
  inHand: readonly string[]; resolved: Case;
  right: { readonly cases: readonly Case[]; readonly check: Check; readonly said: { readonly code: number | null; readonly text: string }; readonly batch: Batch };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's8-'));
  stage = await openStage({ persons: 50 });
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOf = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await sent();
  await readFirstStatement();
  await waitForWhatIsMissing();
  await lookAfterCases();
  await bankPutsItRight();
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

/** A small batch is at the bank, which has a payment more than the platform knows; its statements will be wrong. */
async function sent(): Promise<void> {
  await moveDate(stage, office, NOVEMBER_DAYS.calculated);
  await fundTheYear(stage, office, 'talent-special', '3307001000000000001');
  const numbers = [...Object.values(WRONG), ...RIGHT];
  await office.importPersons(await fileOf(folder, 'persons', numbers.map((n) => personRow(n))));
  await office.importClaims('jinhua/7/post-allowance', await fileOf(folder, 'claims', numbers.map((n) => allowanceRow(n, NOVEMBER))));
  batchId = (await calculated(office, 'post-allowance', NOVEMBER)).id;
  await release(stage, office, batchId, NOVEMBER_DAYS);
  await office.until(batchId, 'settling');
  items = await allPages<SeenItem>(office.handler, `/batches/${batchId}/items`);
  await stage.bank.misbehave({ rules: [{ kind: 'returns-lines', times: 1, afterDays: STRAY_COMES_BACK_AFTER_DAYS }] });
  await payBehindTheBack(stage, JINHUA, await samplePersons(stage.sample));
  await stage.bank.misbehave({ rules: Object.entries(WRONG).map(([how, n]) => ({ kind: 'misbooks', how, endToEndId: idOf(n), rightOn: DAYS.rightOn })) });
}

const itemOf = (n: number): SeenItem | undefined => items.find(({ person }) => person === tokenOf(n));
const idOf = (n: number): string => itemOf(n)?.endToEndId ?? '';
const statesNow = async (): Promise<readonly string[]> => {
  const now = await allPages<SeenItem>(office.handler, `/batches/${batchId}/items`);
  return [...Object.values(WRONG), ...RIGHT].map((n) => now.find(({ person }) => person === tokenOf(n))?.state ?? 'gone');
};
const casesNow = (): Promise<readonly Case[]> => allPages<Case>(office.finance, '/reconciliation-cases');
const checkNow = async (): Promise<Check> => succeeded('checking the books', await office.finance.get('/ledger/check?depth=lines'));
const caseOf = (cases: readonly Case[], kind: string): Case | undefined => cases.find((each) => each.kind === kind);

/** What the command line says, and the code that it ends with. */
async function checkedByCommand(): Promise<{ readonly code: number | null; readonly text: string }> {
  const { options, secrets } = stage.platform;
  const environment = { ...process.env, GONGJIANG_MONGO_URL: options.servers.mongoUrl, GONGJIANG_FIELD_KEYS: secrets.fieldKeys };
  const checker = await startProcess('apps/cli/dist/main.js', { args: ['ledger', 'check', '--city', JINHUA, '--database', `${options.namespace}_subsidy`], readyLine: /./, environment });
  const { code } = await checker.ended;
  return { code, text: checker.logs() };
}

async function readFirstStatement(): Promise<void> {
  await moveDate(stage, office, DAYS.first);
  await eventually(async () => expect(await casesNow()).toHaveLength(4), { everyMs: 100 });
  seen.afterFirst = { states: await statesNow(), cases: await casesNow(), status: (await office.batch(batchId)).status };
}

async function waitForWhatIsMissing(): Promise<void> {
  await moveDate(stage, office, DAYS.missing);
  await eventually(async () => expect(caseOf(await casesNow(), 'missing')).toBeDefined(), { everyMs: 100 });
  seen.wrong = { cases: await casesNow(), check: await checkNow(), said: await checkedByCommand() };
}

/** Finance takes cases in hand; nobody ends another's; a word with it. */
async function lookAfterCases(): Promise<void> {
  const id = encodeURIComponent(caseOf(seen.wrong.cases, 'double-booking')?.id ?? '');
  const end = (officer: Officer) => officer.post(`/reconciliation-cases/${id}/resolution`, { outcome: 'bank-corrected', note: '银行确认重复记账，将冲回' });
  const codeOf = async (answer: ReturnType<Officer['post']>): Promise<string> => `${(await answer).status} ${((await answer).body as { code?: string }).code ?? ''}`.trim();
  seen.inHand = [
    await codeOf(end(office.finance)),
    await codeOf(office.finance.post(`/reconciliation-cases/${id}/owner`)),
    await codeOf(end(office.secondFinance)),
    await codeOf(office.handler.post(`/reconciliation-cases/${id}/owner`)),
    (await stage.office(WENZHOU).finance.get(`/reconciliation-cases/${id}`)).status.toString(),
  ];
  seen.resolved = succeeded('ending a case', await end(office.finance));
}

async function bankPutsItRight(): Promise<void> {
  expect(codes(await checkNow())).toContain('statement.unmatched');
  await moveDate(stage, office, DAYS.read);
  await office.until(batchId, 'reconciled');
  await eventually(async () => expect((await casesNow()).filter(({ kind, correctedOn }) => kind !== 'missing' && correctedOn === null)).toEqual([]), { everyMs: 100 });
  const batch = await office.step(office.finance, batchId, 'closing');
  seen.right = { cases: await casesNow(), check: await checkNow(), said: await checkedByCommand(), batch };
}

const codes = ({ findings }: Check): readonly string[] => findings.map(({ code }) => code);

describe('S8: the statement of the bank', () => {
  it('is matched line by line, by id and amount: what is right is settled, and nothing else', () => {
    expect(seen.afterFirst.states).toEqual(['accepted', 'settled', 'accepted', 'accepted', ...RIGHT.map(() => 'settled')]);
    expect(seen.afterFirst.status).toBe('settling');
  });

  it.each<[string, string, number | null, number | null]>([
    ['booked twice', 'double-booking', 60_000, 60_000], ['booked in part', 'partial', 30_000, 60_000], ['booked with a fen too much', 'wrong-amount', 60_001, 60_000], ['that nobody sent', 'unknown-id', 100, null],
  ])('that has a line %s makes a case of it', (_what, kind, bookedFen, expectedFen) => {
    const found = caseOf(seen.afterFirst.cases, kind);
    const ids: Readonly<Record<string, string>> = { 'double-booking': idOf(WRONG.twice), partial: idOf(WRONG.partial), 'wrong-amount': idOf(WRONG['wrong-amount']), 'unknown-id': 'STRAY1' };
    expect(found).toMatchObject({ endToEndId: ids[kind], bookedFen, expectedFen, status: 'open', owner: null, ageDays: 2 });
  });

  it('that has no line for what the bank took makes a case of that too, days later, and no second one of what it booked wrongly', () => {
    expect(seen.wrong.cases.filter(({ kind }) => kind === 'missing')).toMatchObject([{ endToEndId: idOf(WRONG.omits), bookedFen: 0, expectedFen: 60_000, ageDays: 7 }]);
    expect(seen.wrong.cases).toHaveLength(5);
  });
});

describe('S8: a case', () => {
  it('is taken in hand by finance, and ended by whoever has it in hand, with a word', () => {
    expect(seen.inHand).toEqual(['409 case.not-in-hand', '200', '403 case.not-owner', '403 auth.role', '404']);
    expect(seen.resolved).toMatchObject({ status: 'resolved', resolution: { outcome: 'bank-corrected', by: `${JINHUA}-finance` } });
  });

  it('puts nothing right by itself: a person\'s word changes no line and no book', () => {
    expect(seen.wrong.check.places['paid']).toBe((RIGHT.length + 1) * 60_000);
    expect(seen.right.batch.outcome).toMatchObject({ settledLines: items.length, returnedLines: 0, rejectedLines: 0 });
  });

  it('says when the bank has put it right, and still waits for a person\'s word', () => {
    expect(seen.right.cases.filter(({ kind }) => kind !== 'missing').map(({ correctedOn }) => correctedOn)).toEqual([DAYS.rightOn, DAYS.rightOn, DAYS.rightOn, DAYS.rightOn]);
    expect(seen.right.cases.filter(({ status }) => status === 'open')).toHaveLength(4);
  });
});

describe('S8: the check of the books', () => {
  it('names each thing that disagrees with the bank while it does', () => {
    expect(seen.wrong.check.balanced).toBe(false);
    expect(seen.wrong.check.findings.map(({ code, object }) => `${code} ${object.split(' ')[2] ?? ''}`).sort()).toEqual([
      `statement.missing ${idOf(WRONG.omits)}`, ...[idOf(WRONG.twice), idOf(WRONG.partial), idOf(WRONG['wrong-amount']), 'STRAY1'].map((id) => `statement.unmatched ${id}`),
    ].sort());
    expect(seen.wrong.said).toMatchObject({ code: 1, text: expect.stringMatching(/statement\.unmatched.*STRAY1/) });
  });

  it('finds nothing after the bank has put it right: books, lines and bank are of one mind', async () => {
    expect(seen.right.check).toMatchObject({ balanced: true, findings: [], places: { paid: items.length * 60_000, 'in-transit': 0, payable: 0 } });
    expect(seen.right.said).toMatchObject({ code: 0, text: expect.stringContaining('相符 agreed') });
    const payments = (await stage.bank.payments()).filter(({ endToEndId }) => endToEndId !== 'STRAY1');
    expect(paidOnce(payments)).toEqual([]);
    expect(bankAgrees(await allPages<SeenItem>(office.handler, `/batches/${batchId}/items`), payments)).toEqual([]);
  });
});
