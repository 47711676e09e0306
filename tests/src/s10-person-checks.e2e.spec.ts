import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { creditBarLifted, creditBarred, encodeEvent, eventOf, type CloudEvent } from '@gongjiang/contracts';
import { day, fen, month, type Month, type PersonToken } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, JINHUA, Officer, succeeded, type CityOffice, type ImportReport } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { repositoryRoot } from '@gongjiang/servers';
import { eventually } from '@gongjiang/testing';
import { moveDate } from './stage/city.work.js';
import { kafkaOn } from './stage/kafka.client.js';
import { accountOf, allowanceRow, fileOf, identityNumberOf, personRow, type Row } from './stage/own.persons.js';
import { RegistryOffice } from './stage/registry.office.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

const [NOVEMBER, DECEMBER] = [month('2026-11'), month('2026-12')];
/** Who stands for what. Many are fine: a batch of which most lines are held does not pass the gate. */
const FINE = Array.from({ length: 30 }, (_, n) => 100 + n);
const WHO = { dead: 2, outOfWork: 3, paidElsewhere: 4, notOwnAccount: 5, family: 6, familyToo: 7, barred: 8 } as const;
const EVERYBODY = [...Object.values(WHO), ...FINE];
const HELD: readonly (readonly [number, string])[] = [
  [WHO.dead, 'person-dead'], [WHO.outOfWork, 'not-employed'], [WHO.paidElsewhere, 'paid-elsewhere'], [WHO.notOwnAccount, 'account-not-own'],
  [WHO.family, 'account-shared'], [WHO.familyToo, 'account-shared'], [WHO.barred, 'barred'],
];

interface Finding { readonly person: string; readonly period: string; readonly reasons: readonly { readonly code: string; readonly zh: string; readonly en: string }[]; readonly checks: readonly { readonly check: string; readonly answer: string; readonly by: string | null; readonly source: string | null }[] }
interface Item { readonly id: string; readonly person: string; readonly period: string; readonly amountFen: number; readonly state: string }

/** What the first roster has of two of them. */
const WRONG_ACCOUNTS: ReadonlyMap<number, Row> = new Map<number, Row>([[WHO.notOwnAccount, { accountHolder: '某公司' }], [WHO.familyToo, { bankAccount: accountOf(WHO.family) }]]);

let stage: Stage;
let office: CityOffice;
let registry: RegistryOffice;
let folder: string;
let tokenOf: (n: number) => PersonToken;
let november: string;
let december: string;
const findings = new Map<string, readonly Finding[]>();
const items = new Map<string, readonly Item[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's10-'));
  registry = await RegistryOffice.open('2026-11-02');
  stage = await openStage({ persons: 50, environment: { ...registry.environment, GONGJIANG_SUBSIDY_CITIES: await citiesThatAsk(folder) } });
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOf = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await prepare();
  await somethingIsWrong();
  november = await pay(NOVEMBER, ['2026-11-02', '2026-11-03', '2026-11-11', '2026-11-12', '2026-11-17']);
  await allIsPutRight();
  december = await pay(DECEMBER, ['2026-12-01', '2026-12-02', '2026-12-10', '2026-12-11', '2026-12-16']);
});
afterAll(async () => {
  await closeStages();
  await registry.close();
  await rm(folder, { recursive: true, force: true });
});

/** The city's settings: whoever is not known to live and to work is held, and the registry is asked; other cities answer by file. */
async function citiesThatAsk(within: string): Promise<string> {
  const cities = await mkdtemp(join(within, 'cities-'));
  for (const city of ['330300', '330700']) {
    const settings = await readFile(join(repositoryRoot, 'apps/subsidy/cities', `${city}.yaml`), 'utf8');
    const asking = settings.replace(/(death|employment): \{ unanswered: pass/g, '$1: { askRegistry: true, unanswered: hold');
    // In December more is paid than in November: the months that were held are made up for.
    await writeFile(join(cities, `${city}.yaml`), `${asking.replace(/^gate:.*\n/m, '')}gate: { changeBasisPoints: 10000 }\n`);
  }
  return cities;
}

async function prepare(): Promise<void> {
  await moveDate(stage, office, day('2026-11-02'));
  await office.setBudget('talent-special', '2026', fen(1_000_000_000));
  await stage.bank.fund('3307001000000000001', fen(1_000_000_000), 'appropriation');
  await persons('roster', EVERYBODY.map((n) => personRow(n, WRONG_ACCOUNTS.get(n))));
  const claims = await fileOf(folder, 'claims', EVERYBODY.map((n) => allowanceRow(n, NOVEMBER)));
  expect(await office.importClaims('jinhua/7/post-allowance', claims)).toMatchObject({ taken: EVERYBODY.length, refused: 0 });
}

/** Of each kind one: by registry, by file, by roster and by event. */
async function somethingIsWrong(): Promise<void> {
  await registry.tell(identityNumberOf(WHO.dead), 'death', null, 'dead');
  await registry.tell(identityNumberOf(WHO.outOfWork), 'employment', NOVEMBER, 'not-employed');
  expect(await answers('paid-elsewhere', [{ identityNumber: identityNumberOf(WHO.paidElsewhere), month: NOVEMBER, answer: 'paid', answeredOn: '2026-11-02' }])).toMatchObject({ taken: 1 });
  await tell(eventOf(creditBarred, { city: JINHUA, subject: 'bar-s10', sequence: 1, time: new Date(), data: { barId: 'bar-s10', subject: { kind: 'person', id: tokenOf(WHO.barred) }, barredFrom: day('2026-11-10'), barredUntil: null } }));
  await heardOf('credit.barred');
}

async function allIsPutRight(): Promise<void> {
  const changes = [await changeAccount(WHO.notOwnAccount), await changeAccount(WHO.familyToo)];
  await registry.moveDate('2026-12-01');
  await registry.tell(identityNumberOf(WHO.dead), 'death', null, 'alive');
  await registry.tell(identityNumberOf(WHO.outOfWork), 'employment', NOVEMBER, 'employed');
  await moveDate(stage, office, day('2026-12-01'));
  expect(await answers('paid-elsewhere', [{ identityNumber: identityNumberOf(WHO.paidElsewhere), month: NOVEMBER, answer: 'not-paid', answeredOn: '2026-12-01' }])).toMatchObject({ taken: 1 });
  for (const change of changes) await eventually(async () => expect((await office.reviewer.get(`/account-changes/${change}`)).body).toMatchObject({ status: 'in-force' }), { everyMs: 200 });
  await tell(eventOf(creditBarLifted, { city: JINHUA, subject: 'bar-s10', sequence: 2, time: new Date(), data: { barId: 'bar-s10', subject: { kind: 'person', id: tokenOf(WHO.barred) }, freeFrom: day('2026-11-10') } }));
  await heardOf('credit.lifted');
}

/** The payee brings an account of their own: proposed by one officer, confirmed by another, in force when it has cooled. */
async function changeAccount(n: number): Promise<string> {
  const { name: accountHolder = '', bankAccount = '' } = personRow(n);
  const proposed = await office.handler.post(`/persons/${tokenOf(n)}/account-changes`, { bankAccount, accountHolder, reason: '本人提供新账户' });
  const { id } = succeeded<{ readonly id: string }>('proposing an account', proposed);
  succeeded('confirming an account', await office.reviewer.post(`/account-changes/${id}/confirmation`, undefined, proposed.etag));
  return id;
}

/** A month of the allowance from its opening to its close; what was found and what became a line is remembered. */
async function pay(period: Month, [calculated, reviewed, cleared, released, reconciled]: readonly string[]): Promise<string> {
  const on = (at: string | undefined): Promise<void> => moveDate(stage, office, day(at ?? ''));
  await on(calculated);
  const { id } = await office.open('post-allowance', period);
  await office.step(office.handler, id, 'calculation');
  await office.until(id, 'calculated');
  findings.set(id, await findingsOf(id));
  await office.step(office.handler, id, 'submission');
  await on(reviewed);
  await office.step(office.reviewer, id, 'review');
  await on(cleared);
  await office.until(id, 'cleared');
  await office.approve(id);
  await on(released);
  await office.step(office.releaser, id, 'release');
  await office.until(id, 'settling');
  await on(reconciled);
  await office.until(id, 'reconciled');
  await office.step(office.finance, id, 'closing');
  items.set(id, await allPages<Item>(office.handler, `/batches/${id}/items`));
  return id;
}

async function findingsOf(batch: string): Promise<readonly Finding[]> {
  return succeeded<{ readonly items: readonly Finding[] }>('asking for findings', await office.handler.get(`/person-checks/findings?batch=${batch}`)).items;
}

async function persons(name: string, rows: readonly Row[]): Promise<void> {
  expect(await office.importPersons(await fileOf(folder, name, rows))).toMatchObject({ taken: rows.length, refused: 0 });
}

async function answers(check: string, rows: readonly Row[]): Promise<ImportReport> {
  return succeeded('handing in answers', await office.handler.upload(`/imports/person-checks?check=${check}`, await fileOf(folder, `answers-${String(rows[0]?.['answeredOn'])}`, rows)));
}

/** As the evaluation service will: an event on its own topic, keyed by the person. */
async function tell(event: CloudEvent): Promise<void> {
  const producer = kafkaOn(stage.platform.options.servers).producer();
  await producer.connect();
  await producer.send({ topic: `${stage.platform.topicPrefix}${creditBarred.topic}`, messages: [{ key: tokenOf(WHO.barred), value: encodeEvent(event) }] });
  await producer.disconnect();
}

async function heardOf(kind: string): Promise<void> {
  const auditor = new Officer(stage.platform.issuer.url, stage.platform.subsidy.url, JINHUA, 'auditor', ['auditor']);
  await eventually(async () => expect((await allPages<{ readonly kind: string }>(auditor, '/audit/entries')).map((entry) => entry.kind)).toContain(kind), { everyMs: 200 });
}

const foundIn = (batch: string, n: number): Finding | undefined => findings.get(batch)?.find(({ person, period }) => person === tokenOf(n) && period === NOVEMBER);
const paidIn = (batch: string): readonly string[] => (items.get(batch) ?? []).map(({ person, period, amountFen, state }) => `${person} ${period} ${amountFen} ${state}`).sort();

describe('S10: the check of persons', () => {
  it.each(HELD)('person %s is held, %s, with the reason in words', (n, code) => {
    const finding = foundIn(november, n);
    expect(finding?.reasons[0]).toEqual({ code, zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/^[A-Z][ -~]+$/) });
  });

  it('whoever was found fine is paid, and nobody else', () => {
    expect(paidIn(november)).toEqual(FINE.map((n) => `${tokenOf(n)} ${NOVEMBER} 60000 settled`).sort());
  });

  it('each finding says who answered: the registry, a file, the city\'s own registry', () => {
    expect(foundIn(november, WHO.dead)?.checks).toContainEqual(expect.objectContaining({ check: 'death', answer: 'dead', by: 'registry', source: expect.stringMatching(/^REQ-2026-11-02-/) }));
    expect(foundIn(november, WHO.paidElsewhere)?.checks).toContainEqual(expect.objectContaining({ check: 'paid-elsewhere', answer: 'paid', by: 'file', source: expect.stringMatching(/person-checks\.paid-elsewhere/) }));
    expect(foundIn(november, WHO.family)?.checks).toContainEqual(expect.objectContaining({ check: 'shared-account', answer: 'shared', by: 'own-registry' }));
  });

  it('who is paid shows what was asked before', async () => {
    const [item] = items.get(november) ?? [];
    const { checks } = succeeded<Pick<Finding, 'checks'>>('asking for the checks of an item', await office.handler.get(`/items/${encodeURIComponent(item?.id ?? '')}/checks`));
    expect(checks.map(({ check, answer, by }) => `${check} ${answer} ${by ?? 'nobody'}`)).toEqual(['shared-account single own-registry', 'death alive registry', 'employment employed registry', 'paid-elsewhere missing nobody']);
  });

  it('when the reason is gone, the next batch pays the month that was held beside its own', () => {
    const both = HELD.flatMap(([n]) => [NOVEMBER, DECEMBER].map((period) => `${tokenOf(n)} ${period} 60000 settled`));
    expect(paidIn(december)).toEqual([...both, ...FINE.map((n) => `${tokenOf(n)} ${DECEMBER} 60000 settled`)].sort());
    expect(findings.get(december)).toEqual([]);
  });

  it('the bank has paid each of them each month, once', async () => {
    const summary = await stage.bank.summary();
    expect(summary).toMatchObject({ idsPaidMoreThanOnce: 0, byStatus: { settled: { count: 2 * EVERYBODY.length, sumFen: 2 * EVERYBODY.length * 60_000 } } });
    expect((await office.ledger()).balanced).toBe(true);
  });

  it('a registry that is down stops no batch: its lines are held as unanswered, and the batch goes its way', async () => {
    await registry.misbehave({ kind: 'hangs-up' });
    const { id } = await office.open('post-allowance', month('2027-01'));
    await office.step(office.handler, id, 'calculation');
    const calculated = await office.until(id, 'calculated');
    expect([calculated.lines, calculated.heldLines]).toEqual([0, EVERYBODY.length]);
    expect(new Set((await findingsOf(id)).map(({ reasons }) => reasons.map(({ code }) => code).join()))).toEqual(new Set(['employment-unanswered']));
  });
});
