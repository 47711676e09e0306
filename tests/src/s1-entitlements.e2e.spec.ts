import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDecided, grantOpened, parseEvent, readData, type EventContract, type EventOf } from '@gongjiang/contracts';
import { addMonths, day, type CityCode, type Month } from '@gongjiang/kernel';
import { JINHUA, succeeded, WENZHOU, type CityOffice } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { moveDate } from './stage/city.work.js';
import { ownCities } from './stage/own.cities.js';
import { fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { ENTITLEMENTS, type PackCase } from './stage/pack.cases.js';
import { creditCodeOf, organisationRow, type OrganisationKind } from './stage/payees.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';
import { listen, type HeardMessage } from './stage/topic.reader.js';

interface Decision { readonly outcome: string; readonly amountFen: number; readonly clause: string; readonly codes: readonly string[]; readonly fund: string | null; readonly standard?: string }
interface TraceStep { readonly clause: string; readonly step: string; readonly result: string }
interface Receipt { readonly decision: Decision; readonly trace: readonly TraceStep[]; readonly claim: { readonly entitlement: string; readonly beneficiary: { readonly kind: string } } }
interface Claim { readonly id: string; readonly person: string; readonly entitlement: string; readonly outcome: string; readonly codes: readonly string[]; readonly receiptId: string; readonly grantId: string | null; readonly period: string }
interface Problem { readonly code: string; readonly errors?: readonly { readonly pointer: string }[] }
/** A case with what the API answered, and the receipt that it was then asked for. */
interface Asked { readonly id: string; readonly one: PackCase; readonly status: number; readonly problem: Problem; readonly claim: Claim; readonly receiptId: string; readonly receipt: Receipt }

const GUANGZHOU = '440100' as CityCode;
const CITY_OF: Readonly<Record<string, CityCode>> = { jinhua: JINHUA, wenzhou: WENZHOU, guangdong: GUANGZHOU };
/** A city of the province whose pack offsets taxes: what it pays besides does not matter here. */
const guangzhou = (): string => `code: "440100"
name: { zh: 广州市, en: Guangzhou }
pack: guangdong
firstMonth: "2026-10"
programmes: [{ id: none-yet, title: { zh: 暂无, en: None yet }, fund: hr-employment, entitlements: [guangdong/6/investment-tax-credit] }]
notice: { workingDays: 5, shows: [district] }
approval: { secondApproverAboveFen: 500000000 }
debtorAccount: "4401001000000000001"
`;
const WHO = { inWork: 1, outOfWork: 2 } as const;
const ORGANISATIONS: Readonly<Record<OrganisationKind, number>> = { enterprise: 1, institution: 2, base: 3 };
/** What a person's own claims need, and no more: the API answers many at once. */
const AT_ONCE = 8;
const CASES = ENTITLEMENTS.flatMap(({ id, cases }) => cases.map((one) => ({ id, one })));
const ALL_PAYING = 27;
/** Decided and shown, and never paid. */
const TAX_OFFSET = 'guangdong/6/investment-tax-credit';
const REFERRALS = ['jinhua/3/housing', 'jinhua/6/special-upgrade', 'jinhua/7/settlement', 'jinhua/13/degree-parity'];

let stage: Stage;
let folder: string;
let heard: readonly HeardMessage[];
const offices = new Map<CityCode, CityOffice>();
const asked: Asked[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's1-'));
  stage = await openStage({ persons: 50, environment: { GONGJIANG_SUBSIDY_CITIES: await ownCities(folder, { [GUANGZHOU]: guangzhou }) } });
  heard = await listen(stage);
  await registerPayees();
  const waiting = [...CASES];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) asked.push(await ask(next.id, next.one));
  }));
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

/** One of each kind in every city, and a person who is out of work. */
async function registerPayees(): Promise<void> {
  const persons = await fileOf(folder, 'persons', [personRow(WHO.inWork), personRow(WHO.outOfWork, { employedFrom: '2020-01-01', employedUntil: '2020-06-30' })]);
  const organisations = await fileOf(folder, 'organisations', Object.entries(ORGANISATIONS).map(([kind, n]) => organisationRow(n, kind as OrganisationKind)));
  for (const city of new Set(Object.values(CITY_OF))) {
    const office = stage.office(city);
    offices.set(city, office);
    await moveDate(stage, office, day('2026-11-02'));
    expect([await office.importPersons(persons), await office.importOrganisations(organisations)]).toMatchObject([{ taken: 2, refused: 0 }, { taken: 3, refused: 0 }]);
  }
}

const officeOf = (id: string): CityOffice => offices.get(CITY_OF[id.split('/')[0] ?? ''] as CityCode) as CityOffice;

async function ask(id: string, one: PackCase): Promise<Asked> {
  const { handler } = officeOf(id);
  const payee = one.kind === 'person' ? identityNumberOf(one.isEmployed ? WHO.inWork : WHO.outOfWork) : creditCodeOf(ORGANISATIONS[one.kind]);
  const { status, body } = await handler.post('/claims', { payee, ...one.body }, null, `${id} ${one.body.subject}`.replaceAll(/[^a-z0-9]/g, '-'));
  const [claim, problem] = [body as Claim, body as Problem];
  if (status !== 201) return { id, one, status, problem, claim, receiptId: '', receipt: {} as Receipt };
  const kept = succeeded<{ readonly id: string; readonly receipt: Receipt }>('asking for a receipt', await handler.get(`/claims/${encodeURIComponent(claim.id)}/receipt`));
  return { id, one, status, problem, claim, receiptId: kept.id, receipt: kept.receipt };
}

/** As the clerks write it: `granted 600.00 capped`, `refused term-ended`, `referred bachelor`. */
function inShort({ outcome, amountFen, codes, standard }: Decision): string {
  if (outcome === 'granted') return ['granted', (amountFen / 100).toFixed(2), ...codes].join(' ');
  return `${outcome} ${outcome === 'referred' ? standard ?? '' : codes[0] ?? ''}`;
}
/** What is no fact never becomes a claim: the API names it at once, where policy would have to ask for it. */
const answered = ({ status, problem, receipt }: Asked): string => (status === 201 ? inShort(receipt.decision) : namesFacts(problem) ? 'needs-input missing-fact' : JSON.stringify(problem));
const namesFacts = ({ code, errors = [] }: Problem): boolean => ['claim.facts-unfit', 'request.invalid'].includes(code) && errors.length > 0 && errors.every(({ pointer }) => pointer.startsWith('/facts'));
const ofEntitlement = (id: string): readonly Asked[] => asked.filter((each) => each.id === id);
const decided = (): readonly Asked[] => asked.filter(({ status }) => status === 201);

function told<Contract extends EventContract>(contract: Contract): readonly EventOf<Contract>['data'][] {
  return heard.flatMap(({ text }) => {
    const event = parseEvent(text);
    const read = event.ok && event.value.type === contract.type ? readData(contract, event.value) : undefined;
    return read?.ok ? [read.value.data] : [];
  });
}

describe('S1: an entitlement', () => {
  it('of Jinhua, Wenzhou and Guangdong: all of them, and the four referrals, are asked for', () => {
    expect(ENTITLEMENTS.filter(({ description }) => !description.referral)).toHaveLength(ALL_PAYING);
    expect(ENTITLEMENTS.filter(({ description }) => description.referral).map(({ id }) => id).sort()).toEqual([...REFERRALS].sort());
  });

  it.each(ENTITLEMENTS.map(({ id, description }) => [id, description.title.zh] as const))('%s %s is decided as its clerks say, from the facts of a claim', (id) => {
    const own = ofEntitlement(id);
    const named = (said: (each: Asked) => string) => Object.fromEntries(own.map((each) => [each.one.name, said(each)]));
    expect(named(answered)).toEqual(named(({ one }) => one.expected));
    // One at least is given, or where the source sets no amount waits for a person; one at least is not.
    expect(own.map(({ receipt }) => receipt.decision?.outcome)).toContain(REFERRALS.includes(id) ? 'referred' : id === 'jinhua/5/off-job-retraining' ? 'needs-input' : 'granted');
    expect(own.map(({ receipt }) => receipt.decision?.outcome)).toContain('refused');
  });

  it('is explained: each receipt is that of its claim, names the clause, and has each step with its clause', () => {
    for (const { id, claim, receiptId, receipt } of decided()) {
      expect([receiptId, receipt.claim.entitlement, receipt.decision.codes, receipt.decision.outcome]).toEqual([claim.receiptId, id, claim.codes, claim.outcome]);
      expect(receipt.decision.clause).toMatch(new RegExp(`^${id.split('/').slice(0, 2).join('/')}\\b`));
      expect(receipt.trace.length).toBeGreaterThan(0);
      expect(receipt.trace.filter(({ clause }) => !/^[a-z]+\/[\d-]+/.test(clause))).toEqual([]);
    }
  });

  it('is paid to organisations where the clause pays them, and refused to who is of another kind', () => {
    const granted = decided().filter(({ receipt, claim }) => receipt.decision.outcome === 'granted' && claim.grantId !== null);
    expect([...new Set(granted.map(({ receipt }) => receipt.claim.beneficiary.kind))].sort()).toEqual(['base', 'enterprise', 'institution', 'person']);
    const refused = decided().filter(({ receipt }) => receipt.decision.codes.includes('beneficiary-kind'));
    for (const { id, receipt } of refused) expect(ENTITLEMENTS.find((each) => each.id === id)?.description.beneficiaryKinds).not.toContain(receipt.claim.beneficiary.kind);
    expect(refused.length).toBeGreaterThan(20);
  });

  it('names the fund of its clause; a tax offset and a referral have none', () => {
    for (const { id, receipt } of decided()) expect([id, receipt.decision.fund]).toEqual([id, ENTITLEMENTS.find((each) => each.id === id)?.description.fund ?? null]);
    for (const { claim, receipt } of decided().filter(({ id }) => id === TAX_OFFSET || REFERRALS.includes(id))) expect([claim.grantId, receipt.decision.fund]).toEqual([null, null]);
  });

  it('is told of on Kafka: each decision once, by token, with its receipt', async () => {
    const ids = new Set(decided().map(({ claim }) => claim.id));
    await eventually(() => expect(told(claimDecided).filter(({ claimId }) => ids.has(claimId))).toHaveLength(ids.size), { everyMs: 200 });
    const byId = new Map(told(claimDecided).map((data) => [data.claimId, data]));
    for (const { claim } of decided()) expect(byId.get(claim.id)).toMatchObject({ person: claim.person, entitlement: claim.entitlement, outcome: claim.outcome, codes: claim.codes, receiptId: claim.receiptId, grantId: claim.grantId, origin: 'api' });
    expect(heard.filter(({ text }) => text.includes(identityNumberOf(WHO.inWork)) || text.includes(creditCodeOf(ORGANISATIONS.enterprise)))).toEqual([]);
  });

  it('that is granted is a grant: by the month with its term, else once; a tax offset and a referral are none', async () => {
    const isPaid = ({ id, claim }: Asked): boolean => claim.outcome === 'granted' && id !== TAX_OFFSET;
    const granted = decided().filter(isPaid);
    const termOf = ({ id, claim: { period } }: Asked) => (id === 'jinhua/7/post-allowance' ? { firstPeriod: period, lastMonth: addMonths(period as Month, 23) } : { firstPeriod: period, lastMonth: null });
    await eventually(() => expect(told(grantOpened).length).toBeGreaterThanOrEqual(granted.length), { everyMs: 200 });
    const opened = new Map(told(grantOpened).map((data) => [data.grantId, data]));
    for (const each of granted) expect(opened.get(each.claim.grantId ?? '')).toMatchObject({ claimId: each.claim.id, ...termOf(each) });
    expect(opened.size).toBe(granted.length);
    expect(decided().filter((each) => !isPaid(each) && each.claim.grantId !== null)).toEqual([]);
  });
});
