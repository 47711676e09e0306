import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { month, type Month } from '@gongjiang/kernel';
import { allPages, JINHUA, paidOnce, succeeded, WENZHOU, type CityOffice, type SeenItem } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { moveDate } from './stage/city.work.js';
import { calculated, DECEMBER_DAYS, fundTheYear, NOVEMBER_DAYS, type MonthDays } from './stage/month.work.js';
import { ownCities } from './stage/own.cities.js';
import { accountOf, allowanceRow, fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { creditCodeOf, organisationRow } from './stage/payees.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

type Item = Omit<SeenItem, 'state'> & { readonly state: string };
interface Held { readonly id: string; readonly person: string; readonly entitlement: string; readonly period: string; readonly codes: readonly string[]; readonly reasons: readonly { readonly zh: string; readonly en: string }[] }
interface Seen { readonly items: readonly Item[]; readonly held: readonly Held[] }

const [NOVEMBER, DECEMBER] = [month('2026-11'), month('2026-12')];
/** In both cities: of the first the month ends unpaid after an objection, of the second the bank refuses it; the others are as they are. */
const BOTH = { objected: 71, refusedByBank: 72, third: 73, fourth: 74 } as const;
/** Each city has some of its own. */
const OWN: Readonly<Record<string, readonly number[]>> = { [JINHUA]: [81, 82, 83], [WENZHOU]: [84, 85, 86] };
const HONOURED = 91;
const ARTISAN = 92;
const [ENTERPRISE, SCHOOL] = [1, 2];
const ONCE = `  - id: once
    title: { zh: 一次性待遇, en: What is paid once }
    fund: hr-employment
    entitlements: [jinhua/1/national-skills-award, jinhua/2/worldskills-medal, jinhua/1/artisan-title, jinhua/12/order-class, jinhua/12/apprenticeship, jinhua/4/innovation-studio, jinhua/4/master-workshop]
`;

let stage: Stage;
let folder: string;
const offices = new Map<string, CityOffice>();
const tokens = new Map<string, string>();
/** What became of a programme's month in a city. */
const made = new Map<string, Seen>();
let firstToClaim: ReadonlyMap<number, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-'));
  stage = await openStage({ persons: 50, environment: { GONGJIANG_SUBSIDY_CITIES: await ownCities(folder, { [JINHUA]: (settings) => settings.replace(/^programmes:\n/m, `programmes:\n${ONCE}`) }) } });
  for (const city of [JINHUA, WENZHOU]) offices.set(city, stage.office(city));
  await prepare();
  await november();
  await december();
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

const of = (city: string): CityOffice => offices.get(city) as CityOffice;
const seen = (city: string, period: Month, programme = 'post-allowance'): Seen => made.get(`${city} ${programme} ${period}`) ?? { items: [], held: [] };
const otherCity = (city: string): string => (city === JINHUA ? WENZHOU : JINHUA);
/** A person has another token in each city: none of them says who it is. */
const tokenIn = (city: string, n: number): string => tokens.get(`${city} ${n}`) ?? '';
const lineOf = (n: number, city: string, period: Month, paidIn = period): Item | undefined => seen(city, paidIn).items.find((item) => item.person === tokenIn(city, n) && item.period === period);
const heldOf = (n: number, city: string, period: Month, askedIn = period): Held | undefined => seen(city, askedIn).held.find((line) => line.person === tokenIn(city, n) && line.period === period);

async function prepare(): Promise<void> {
  for (const [city, fund, account] of [[JINHUA, 'talent-special', '3307001000000000001'], [WENZHOU, 'training-special-account', '3303001000000000001']] as const) {
    await moveDate(stage, of(city), NOVEMBER_DAYS.calculated);
    await fundTheYear(stage, of(city), fund, account);
    const own = OWN[city] ?? [];
    const numbers = [...Object.values(BOTH), ...own, HONOURED, ARTISAN];
    await of(city).importPersons(await fileOf(folder, `persons-${city}`, numbers.map((n) => personRow(n, n === BOTH.objected ? { name: '甲示例', accountHolder: '甲示例' } : {}))));
    const allowances = [...Object.values(BOTH), ...own].map((n) => (city === JINHUA ? allowanceRow(n, NOVEMBER) : { identityNumber: identityNumberOf(n), certificateNumber: `own-${n}`, firstMonth: NOVEMBER, level: 'technician', occupationInShortage: 'true', route: 'newly-trained' }));
    await of(city).importClaims(city === JINHUA ? 'jinhua/7/post-allowance' : 'wenzhou/1/post-allowance', await fileOf(folder, `claims-${city}`, allowances));
    for (const { person, subject } of await allPages<{ readonly person: string; readonly subject: string }>(of(city).handler, '/claims')) tokens.set(`${city} ${subject.replace('own-', '')}`, person);
  }
  await stage.bank.setAccountStates([{ account: accountOf(BOTH.refusedByBank), state: 'closed' }]);
  await fundTheYear(stage, of(JINHUA), 'hr-employment', '3307001000000000001');
  await of(JINHUA).importOrganisations(await fileOf(folder, 'organisations', [organisationRow(ENTERPRISE, 'enterprise'), organisationRow(SCHOOL, 'institution')]));
  await claim('jinhua/1/national-skills-award', identityNumberOf(HONOURED), 'honour-1', NOVEMBER, {});
  await claim('jinhua/2/worldskills-medal', identityNumberOf(HONOURED), 'honour-1', NOVEMBER, { medal: 'gold' });
  await claim('jinhua/1/artisan-title', identityNumberOf(ARTISAN), 'title-1', NOVEMBER, { title: 'artisan' });
  await claim('jinhua/12/order-class', creditCodeOf(ENTERPRISE), 'training-1', NOVEMBER, { studentCount: 10, costPerStudentFen: 150_000 });
  await claim('jinhua/12/apprenticeship', creditCodeOf(SCHOOL), 'training-1', NOVEMBER, { trainingYear: 1, approvedCostFen: 500_000 });
  await claim('jinhua/4/innovation-studio', creditCodeOf(ENTERPRISE), 'workshop-1', NOVEMBER, { approvedCostFen: 800_000 });
  await claim('jinhua/4/master-workshop', creditCodeOf(SCHOOL), 'workshop-1', NOVEMBER, { approvedCostFen: 15_000_000 });
}

async function claim(entitlement: string, payee: string, subject: string, firstMonth: Month, facts: object): Promise<void> {
  const { outcome } = succeeded<{ readonly outcome: string }>('claiming', await of(JINHUA).handler.post('/claims', { entitlement, payee, subject, firstMonth, facts }, null, `${entitlement} ${subject} ${payee}`.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')));
  expect(outcome).toBe('granted');
}

/** Both cities calculate at once; each person's month is one city's. While the lists are up somebody objects. */
async function november(): Promise<void> {
  const ids = await payAtOnce(NOVEMBER, NOVEMBER_DAYS, async (opened) => {
    firstToClaim = new Map(Object.values(BOTH).map((n) => [n, lineOf(n, JINHUA, NOVEMBER) ? JINHUA : WENZHOU]));
    const city = firstToClaim.get(BOTH.objected) ?? '';
    const notice = `${opened.get(`${city} post-allowance`) ?? ''}-n1`;
    const line = (await allPages<{ readonly number: number; readonly name: string }>(of(city).handler, `/notices/${notice}/lines`)).find(({ name }) => name.startsWith('甲'));
    const { id } = succeeded<{ readonly id: string }>('objecting', await of(city).portal.post(`/notices/${notice}/objections`, { line: line?.number, text: '该人员不在岗', contact: { name: '某市民', reachedAt: '见信' } }));
    const { etag } = await of(city).judge.get(`/objections/${id}`);
    succeeded('upholding it', await of(city).judge.post(`/objections/${id}/decision`, { outcome: 'upheld', reason: '已核实' }, etag));
  });
  await remember(ids, NOVEMBER);
}

/** An upgrade, a second training, and the month after. */
async function december(): Promise<void> {
  for (const office of offices.values()) await moveDate(stage, office, DECEMBER_DAYS.calculated);
  await claim('jinhua/1/artisan-title', identityNumberOf(ARTISAN), 'title-2', DECEMBER, { title: 'outstanding-artisan' });
  await claim('jinhua/12/apprenticeship', creditCodeOf(ENTERPRISE), 'training-1', DECEMBER, { trainingYear: 1, approvedCostFen: 400_000 });
  await remember(await payAtOnce(DECEMBER, DECEMBER_DAYS), DECEMBER);
}

/** The three programmes' month, side by side. Answers their batches. */
async function payAtOnce(period: Month, days: MonthDays, duringNotice: (ids: ReadonlyMap<string, string>) => Promise<void> = async () => undefined): Promise<ReadonlyMap<string, string>> {
  const programmes = [[JINHUA, 'post-allowance'], [WENZHOU, 'post-allowance'], [JINHUA, 'once']] as const;
  const opened = await Promise.all(programmes.map(async ([city, programme]) => [`${city} ${programme}`, (await calculated(of(city), programme, period)).id] as const));
  const ids = new Map(opened);
  await remember(ids, period);
  const each = (act: (office: CityOffice, id: string) => Promise<unknown>): Promise<unknown> => Promise.all(opened.map(([key, id]) => act(of(key.slice(0, 6)), id)));
  const move = async (to: MonthDays[keyof MonthDays]): Promise<void> => { for (const office of offices.values()) await moveDate(stage, office, to); };
  await each(async (office, id) => { await office.explainGate(id); await office.step(office.handler, id, 'submission'); });
  await move(days.reviewed);
  await each((office, id) => office.step(office.reviewer, id, 'review'));
  await duringNotice(ids);
  await move(days.cleared);
  await each(async (office, id) => { await office.until(id, 'cleared'); await office.approve(id); });
  await move(days.released);
  await each((office, id) => office.step(office.releaser, id, 'release'));
  await each((office, id) => office.until(id, 'settling'));
  await move(days.reconciled);
  await each(async (office, id) => { await office.until(id, 'reconciled'); await office.step(office.finance, id, 'closing'); });
  return ids;
}

async function remember(ids: ReadonlyMap<string, string>, period: Month): Promise<void> {
  for (const [key, id] of ids) {
    const { handler } = of(key.slice(0, 6));
    const [items, held] = await Promise.all([allPages<Item>(handler, `/batches/${id}/items`), allPages<Held>(handler, `/batches/${id}/held-lines`)]);
    made.set(`${key} ${period}`, { items, held });
  }
}

const onceIn = (period: Month): Seen => seen(JINHUA, period, 'once');
const amountsOf = (period: Month, entitlement: string): readonly (readonly [number, string])[] => onceIn(period).items.filter((item) => item.entitlement === entitlement).map(({ amountFen, state }) => [amountFen, state] as const);
async function receiptOf(path: string, id: string, city: string = JINHUA): Promise<{ readonly text: string; readonly codes: readonly string[] }> {
  const { receipt } = succeeded<{ readonly receipt: { readonly decision: { readonly codes: readonly string[] } } }>('asking why', await of(city).handler.get(`/${path}/${encodeURIComponent(id)}/receipt`));
  return { text: JSON.stringify(receipt), codes: receipt.decision.codes };
}

describe('S3: the same month in two cities', () => {
  it.each(Object.entries(BOTH))('is paid by the city that was first to claim it, and held in the other (%s)', (_who, n) => {
    const first = firstToClaim.get(n) ?? '';
    expect([lineOf(n, first, NOVEMBER)?.amountFen, lineOf(n, otherCity(first), NOVEMBER)]).toEqual([first === JINHUA ? 60_000 : 50_000, undefined]);
    expect([heldOf(n, first, NOVEMBER), heldOf(n, otherCity(first), NOVEMBER)?.codes]).toEqual([undefined, ['duplicate', 'paid-elsewhere']]);
  });

  it('is held with the amount, in words of both languages, and without the name of the other city', async () => {
    const city = otherCity(firstToClaim.get(BOTH.third) ?? '');
    const held = heldOf(BOTH.third, city, NOVEMBER);
    const { text } = await receiptOf('held-lines', held?.id ?? '', city);
    expect(text).toContain(city === JINHUA ? '50000' : '60000');
    const other = city === JINHUA ? /wenzhou|温州|330300/i : /jinhua|金华|330700/i;
    expect(`${JSON.stringify(held)}${text}`).not.toMatch(other);
    expect(held?.reasons[1]).toMatchObject({ zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/^[A-Z][ -~]+$/) });
  });

  it('is free again when the first city\'s line ends unpaid after an objection: the other one pays it in its next batch', () => {
    const first = firstToClaim.get(BOTH.objected) ?? '';
    expect(lineOf(BOTH.objected, first, NOVEMBER)?.state).toBe('void');
    expect(lineOf(BOTH.objected, otherCity(first), NOVEMBER, DECEMBER)).toMatchObject({ state: 'settled', amountFen: first === JINHUA ? 50_000 : 60_000 });
  });

  it('is not free while the first city still owes it, though its bank refused it', () => {
    const first = firstToClaim.get(BOTH.refusedByBank) ?? '';
    expect(lineOf(BOTH.refusedByBank, first, NOVEMBER)?.state).toBe('rejected');
    expect(lineOf(BOTH.refusedByBank, otherCity(first), NOVEMBER, DECEMBER)).toBeUndefined();
    expect(heldOf(BOTH.refusedByBank, otherCity(first), NOVEMBER, DECEMBER)?.codes).toEqual(['duplicate', 'paid-elsewhere']);
  });

  it('and the months of nobody else are in the way of anything: each is paid in its own city', () => {
    for (const city of [JINHUA, WENZHOU]) for (const period of [NOVEMBER, DECEMBER]) {
      expect(OWN[city]?.map((n) => lineOf(n, city, period)?.state)).toEqual(['settled', 'settled', 'settled']);
    }
  });
});

describe('S3: what is of one kind', () => {
  it('in one request: the higher honour is paid, the lower is superseded', async () => {
    expect(amountsOf(NOVEMBER, 'jinhua/2/worldskills-medal')).toEqual([[200_000_000, 'settled']]);
    expect(onceIn(NOVEMBER).held.filter(({ entitlement }) => entitlement === 'jinhua/1/national-skills-award').map(({ codes }) => codes)).toEqual([['superseded']]);
  });

  it('and was paid already: the lower is a duplicate from then on', () => {
    expect(onceIn(DECEMBER).held.filter(({ entitlement }) => entitlement === 'jinhua/1/national-skills-award').map(({ codes }) => codes)).toEqual([['duplicate']]);
  });

  it('an upgrade of a title is topped up to the higher one, and says so', async () => {
    expect([amountsOf(NOVEMBER, 'jinhua/1/artisan-title'), amountsOf(DECEMBER, 'jinhua/1/artisan-title')]).toEqual([[[1_000_000, 'settled']], [[2_000_000, 'settled']]]);
    const topUp = onceIn(DECEMBER).items.find(({ entitlement }) => entitlement === 'jinhua/1/artisan-title');
    expect((await receiptOf('items', topUp?.id ?? '')).codes).toEqual(['topped-up']);
  });

  it('a training is paid once, to the enterprise or to the school, whoever is first; a second claim of the same payee is refused too', async () => {
    const trainings = ['jinhua/12/order-class', 'jinhua/12/apprenticeship'];
    const paid = [NOVEMBER, DECEMBER].flatMap((period) => onceIn(period).items.filter(({ entitlement }) => trainings.includes(entitlement)));
    expect(paid.map(({ state }) => state)).toEqual(['settled']);
    const held = onceIn(DECEMBER).held.filter(({ entitlement }) => trainings.includes(entitlement));
    expect(held.map(({ codes }) => codes)).toEqual([['duplicate'], ['duplicate']]);
    const others = held.filter(({ person }) => person !== paid[0]?.person);
    for (const { id } of others) expect((await receiptOf('held-lines', id)).text).not.toContain(paid[0]?.person);
  });

  it('a workshop comes to the higher sum, whichever of two payees was first, and to no fen more', () => {
    const workshops = ['jinhua/4/innovation-studio', 'jinhua/4/master-workshop'];
    const paid = [NOVEMBER, DECEMBER].flatMap((period) => onceIn(period).items.filter(({ entitlement }) => workshops.includes(entitlement)));
    expect(paid.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(15_000_000);
  });
});

it('S3: by the bank\'s own books nobody was paid a month twice, and both cities\' books agree', async () => {
  const payments = await stage.bank.payments();
  expect(paidOnce(payments)).toEqual([]);
  const settled = Object.values(BOTH).map((n) => [JINHUA, WENZHOU].flatMap((city) => [NOVEMBER, DECEMBER].flatMap((paidIn) => seen(city, paidIn).items.filter((item) => item.person === tokenIn(city, n) && item.state === 'settled').map(({ period }) => period))));
  for (const months of settled) expect(months.length).toBe(new Set(months).size);
  for (const office of offices.values()) await eventually(async () => expect((await office.finance.get('/ledger/check?depth=lines')).body).toMatchObject({ balanced: true, findings: [] }), { everyMs: 200 });
});
