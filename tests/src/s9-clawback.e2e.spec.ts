import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { day, fen, month, type Month } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, JINHUA, succeeded, type Answer, type BankPayment, type CityOffice, type Officer } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { repositoryRoot } from '@gongjiang/servers';
import { eventually } from '@gongjiang/testing';
import { moveDate } from './stage/city.work.js';
import { allowanceRow, fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

const ACCOUNT = '3307001000000000001';
const [NOVEMBER, DECEMBER] = [month('2026-11'), month('2026-12')];
/** Who is corrected after November was paid, and of whom an officer finds that November was not due. */
const WHO = { corrected: 41, found: 42 } as const;
/** Whose months are as they were: with so many of them the change against last month passes the gate. */
const OTHERS = [43, 44, 45, 46, 47, 48, 49, 50];

interface Item { readonly id: string; readonly person: string; readonly period: string; readonly amountFen: number; readonly state: string; readonly endToEndId: string }
interface Case { readonly id: string; readonly status: string; readonly origin: string; readonly person: string; readonly demandedFen: number | null; readonly until: string | null; readonly money: Readonly<Record<'claimedFen' | 'recoveredFen' | 'offsetFen' | 'waivedFen' | 'openFen', number>> | null; readonly instalments: readonly { readonly dueOn: string; readonly openFen: number }[] }

let stage: Stage;
let office: CityOffice;
let folder: string;
let heard: readonly HeardMessage[];
let tokenOf: (n: number) => string;
const items = new Map<Month, readonly Item[]>();
let found: Case;
let overpaid: Case;
let payments: readonly BankPayment[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's9-'));
  stage = await openStage({ persons: 50, environment: { GONGJIANG_SUBSIDY_CITIES: await citiesInHaste() } });
  heard = await listen(stage);
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOf = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await prepare();
  await pay(NOVEMBER, ['2026-11-02', '2026-11-03', '2026-11-11', '2026-11-12', '2026-11-17']);
  await findAndAppeal();
  await correct();
  await pay(DECEMBER, ['2026-12-01', '2026-12-02', '2026-12-10', '2026-12-11', '2026-12-16']);
  await demandWhatTheBooksFound();
  await bringToTheirEnd();
  payments = (await stage.bank.payments()).filter(({ debtorAccount }) => debtorAccount === ACCOUNT);
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

/** The city's settings with days that end before the working days of the next year are published. */
async function citiesInHaste(): Promise<string> {
  const cities = await mkdtemp(join(folder, 'cities-'));
  for (const city of ['330300', '330700']) {
    const settings = await readFile(join(repositoryRoot, 'apps/subsidy/cities', `${city}.yaml`), 'utf8');
    await writeFile(join(cities, `${city}.yaml`), `${settings.replace(/^clawback:.*\n?/m, '')}\nclawback: { hearingWorkingDays: 3, appealWorkingDays: 3, keepBasisPoints: 8000 }\n`);
  }
  return cities;
}

async function prepare(): Promise<void> {
  await moveDate(stage, office, day('2026-11-02'));
  await office.setBudget('talent-special', '2026', fen(1_000_000_000));
  await stage.bank.fund(ACCOUNT, fen(1_000_000_000), 'appropriation');
  await office.importPersons(await fileOf(folder, 'persons', [...Object.values(WHO), ...OTHERS].map((n) => personRow(n))));
  const claims = [{ ...allowanceRow(WHO.corrected, NOVEMBER), level: 'senior-technician' }, ...[WHO.found, ...OTHERS].map((n) => allowanceRow(n, NOVEMBER))];
  expect(await office.importClaims('jinhua/7/post-allowance', await fileOf(folder, 'claims', claims))).toMatchObject({ taken: claims.length, refused: 0 });
}

/** A month of the allowance from its opening to its close; somebody pays back in between, and names the case. */
async function pay(period: Month, [calculated, reviewed, cleared, released, reconciled]: readonly string[]): Promise<void> {
  const on = (at: string | undefined): Promise<void> => moveDate(stage, office, day(at ?? ''));
  await on(calculated);
  const { id } = await office.open('post-allowance', period);
  await office.step(office.handler, id, 'calculation');
  await office.until(id, 'calculated');
  await office.step(office.handler, id, 'submission');
  await on(reviewed);
  await office.step(office.reviewer, id, 'review');
  await on(cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  await on(released);
  if (found) await stage.bank.fund(ACCOUNT, fen(5_000), `${found.id}.1`);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'settling');
  await on(reconciled);
  await office.until(id, 'reconciled');
  await office.step(office.finance, id, 'closing');
  items.set(period, await allPages<Item>(office.handler, `/batches/${id}/items`));
}

/** Of what a person's lines in a batch became: paid by the bank, or settled in the books alone. */
const itemOf = (period: Month, n: number, state = 'settled'): Item | undefined => items.get(period)?.find((item) => item.person === tokenOf(n) && item.state === state);

/** A step of a case by an officer, on the version that is there now. */
async function attempt(officer: Officer, id: string, step: string, body?: object): Promise<Answer> {
  const { etag } = await office.handler.get(`/clawbacks/${id}`);
  return step === 'instalments' ? officer.put(`/clawbacks/${id}/${step}`, body, etag) : officer.post(`/clawbacks/${id}/${step}`, body, etag);
}
const step = async (officer: Officer, id: string, name: string, body?: object): Promise<Case> => succeeded(`${name} of ${id}`, await attempt(officer, id, name, body));
const seen = async (id: string): Promise<Case> => succeeded(`reading ${id}`, await office.handler.get(`/clawbacks/${id}`));
const waiting = async (query: string): Promise<readonly Case[]> => succeeded<{ readonly items: readonly Case[] }>(query, await office.handler.get(`/clawbacks?${query}`)).items;

/** An officer's case: told, heard, decided, appealed against, lowered by another. */
async function findAndAppeal(): Promise<void> {
  const opening = { itemId: itemOf(NOVEMBER, WHO.found)?.id, amountFen: 60_000, evidence: 'file-17', reason: 'was not at work in November' };
  const { id } = succeeded<Case>('opening a case', await office.handler.post('/clawbacks', opening));
  await step(office.handler, id, 'notification');
  await step(office.reviewer, id, 'statement', { statement: 'was at work for half of it' });
  await step(office.approver, id, 'decision', { demandedFen: 60_000, reason: 'nothing shows it', mayOffset: true });
  await step(office.handler, id, 'appeal', { reason: 'here are the papers' });
  expect(await attempt(office.approver, id, 'appeal-decision', { outcome: 'uphold', reason: 'as before' })).toMatchObject({ status: 403, body: { code: 'duty.same-person' } });
  found = await step(office.secondApprover, id, 'appeal-decision', { outcome: 'reduce', demandedFen: 30_000, reason: 'half of it was right' });
}

/** The first person was a technician all along: what was paid for November was too much. */
async function correct(): Promise<void> {
  const claim = (await allPages<{ readonly id: string; readonly person: string }>(office.handler, '/claims')).find(({ person }) => person === tokenOf(WHO.corrected));
  const address = `/claims/${encodeURIComponent(claim?.id ?? '')}`;
  const whole = await office.handler.get(address);
  succeeded('correcting the claim', await office.handler.post(`${address}/corrections`, { from: NOVEMBER, facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true }, reason: 'the certificate was misread' }, whole.etag));
}

/** Nobody says anything, nobody appeals: time alone brings the case on. */
async function demandWhatTheBooksFound(): Promise<void> {
  const [opened] = await waiting('waiting=notification');
  const { until } = await step(office.handler, opened?.id ?? '', 'notification');
  expect(until).toBe('2026-12-21');
  await moveDate(stage, office, day('2026-12-22'));
  await eventually(async () => expect((await seen(opened?.id ?? '')).status).toBe('heard'), { everyMs: 100 });
  await step(office.approver, opened?.id ?? '', 'decision', { demandedFen: 30_000, reason: 'the rest was our own mistake', mayOffset: false });
  await moveDate(stage, office, day('2026-12-26'));
  await eventually(async () => expect((await seen(opened?.id ?? '')).status).toBe('in-force'), { everyMs: 100 });
  overpaid = await seen(opened?.id ?? '');
}

/** One is paid back in instalments, the rest of the other is let go. */
async function bringToTheirEnd(): Promise<void> {
  await step(office.handler, overpaid.id, 'instalments', { instalments: [{ dueOn: '2026-12-28', amountFen: 10_000 }, { dueOn: '2027-01-31', amountFen: 20_000 }] });
  await moveDate(stage, office, day('2026-12-29'));
  expect(await waiting('overdue=true')).toMatchObject([{ id: overpaid.id, overdueFen: 10_000 }]);
  const part = await step(office.finance, overpaid.id, 'repayments', { reference: 'B-1', amountFen: 12_000 });
  expect(part.instalments.map(({ openFen }) => openFen)).toEqual([0, 18_000]);
  await step(office.finance, overpaid.id, 'repayments', { reference: 'B-1', amountFen: 12_000 });
  overpaid = await step(office.finance, overpaid.id, 'repayments', { reference: 'B-2', amountFen: 18_000 });
  const { money } = await seen(found.id);
  await step(office.handler, found.id, 'waiver', { amountFen: money?.openFen, reason: 'hardship' });
  found = await step(office.secondApprover, found.id, 'waiver-decision', { outcome: 'grant', reason: 'seen and agreed' });
}

describe('S9: money paid wrongly is claimed back', () => {
  it('by a case that the books open when a correction makes a due less than was paid for it', () => {
    expect(itemOf(DECEMBER, WHO.corrected, 'overpaid')).toMatchObject({ period: NOVEMBER, amountFen: -40_000 });
    expect(overpaid).toMatchObject({ origin: 'overpaid', person: tokenOf(WHO.corrected), demandedFen: 30_000 });
  });

  it('out of later payments, of which the person keeps the share', () => {
    expect([itemOf(DECEMBER, WHO.found)?.amountFen, itemOf(DECEMBER, WHO.found, 'offset')]).toMatchObject([48_000, { amountFen: 12_000 }]);
    expect(found.money).toMatchObject({ claimedFen: 30_000, offsetFen: 12_000 });
  });

  it('by repayments, also those that the bank\'s statement shows', () => {
    expect(found.money).toMatchObject({ recoveredFen: 5_000 });
    expect(overpaid.money).toMatchObject({ recoveredFen: 30_000 });
  });

  it('to its end: nothing is open, and every fen is recovered, kept or let go', () => {
    expect([found, overpaid].map(({ status, money }) => [status, money?.openFen])).toEqual([['settled', 0], ['settled', 0]]);
    expect([found.money?.waivedFen, overpaid.money?.waivedFen]).toEqual([13_000, 10_000]);
  });

  it('without the bank having any part in what was kept or claimed', () => {
    const sent = [...items.values()].flat().filter(({ state }) => state === 'settled');
    expect(new Map(payments.map(({ endToEndId, amountFen, status }) => [endToEndId, [amountFen, status]]))).toEqual(new Map(sent.map(({ endToEndId, amountFen, state }) => [endToEndId, [amountFen, state]])));
    expect(payments).toHaveLength(2 * (2 + OTHERS.length));
  });

  it('and the books agree with all of it', async () => {
    const checked = succeeded<{ readonly balanced: boolean; readonly findings: readonly unknown[]; readonly places: Readonly<Record<string, number>> }>('checking the books', await office.finance.get('/ledger/check?depth=lines'));
    expect(checked).toMatchObject({ balanced: true, findings: [], places: { 'claimed-back': 0, waived: 23_000 } });
    // Paid by the books is what the bank paid, and what was kept, less what was claimed back.
    const paidFen = payments.reduce((sum, { amountFen }) => sum + amountFen, 0);
    expect(checked.places['paid']).toBe(paidFen + 12_000 - 70_000);
  });

  it('and others hear of each step of it, by the person\'s token', async () => {
    const verbs = (): readonly string[] => heard.filter(({ topic, key, text }) => topic === 'gongjiang.subsidy.clawback' && key === tokenOf(WHO.found) && text.includes(found.id)).map(({ text }) => (JSON.parse(text) as { type: string }).type.split('.')[3] ?? '');
    await eventually(async () => expect(verbs().slice(0, 5)).toEqual(['opened', 'notified', 'heard', 'decided', 'appealed']), { everyMs: 100 });
    await eventually(async () => expect(verbs().slice(5).sort()).toEqual(['enforced', 'recovered', 'recovered', 'settled', 'waived']), { everyMs: 100 });
  });
});
