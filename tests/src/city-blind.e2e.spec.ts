import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CityCode } from '@gongjiang/kernel';
import { allPages, CityOffice, JINHUA, Officer, succeeded, WENZHOU, type Platform } from '@gongjiang/rehearsal';
import type { Role } from '@gongjiang/security';
import { startDevIssuer, type DevIssuer } from '@gongjiang/security/nest';
import { eventually } from '@gongjiang/testing';
import { attempt, DAYS, moveDate, payBehindTheBack, submitAllowances } from './stage/city.work.js';
import { samplePersons } from './stage/sample.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

const EVERYWHERE: readonly Role[] = ['handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor'];
const CITIES = [[WENZHOU, JINHUA], [JINHUA, WENZHOU]] as const;

let issuer: DevIssuer;
let stage: Stage;
let platform: Platform;
/** What a city has, as its own officers see it. */
const owned = new Map<CityCode, Awaited<ReturnType<typeof ownedBy>>>();
/** What became of those who tried a second duty in one batch. */
const duties: Record<string, string> = {};

beforeAll(async () => {
  issuer = await startDevIssuer({ audience: 'gongjiang' });
  stage = await openStage({ persons: 200, environment: { GONGJIANG_OIDC_ISSUER: issuer.issuer, GONGJIANG_OIDC_JWKS: issuer.jwksUri } });
  platform = { ...stage.platform, issuer: { ...stage.platform.issuer, url: issuer.issuer } };
  const [wenzhou, jinhua] = [new CityOffice(platform, WENZHOU), new CityOffice(platform, JINHUA)];
  const batches = [await submitAllowances(stage, wenzhou), await submitAllowances(stage, jinhua)] as const;
  await payWithSecondDutiesTried(wenzhou, batches[0]);
  owned.set(WENZHOU, await ownedBy(wenzhou, batches[0])).set(JINHUA, await ownedBy(jinhua, batches[1]));
});
afterAll(async () => {
  await closeStages();
  await issuer?.close();
});

/** The chain to its end; before each step those who had an earlier duty try to take it. */
async function payWithSecondDutiesTried(office: CityOffice, id: string): Promise<void> {
  const trying = async (step: string, role: Role, ...earlier: readonly Officer[]): Promise<void> => {
    for (const { id: person } of earlier) duties[`${person} tries ${step}`] = await attempt(officer(office.city, person, role), id, step);
  };
  const { handler, reviewer, approver, releaser } = office;
  await trying('review', 'reviewer', handler);
  await moveDate(stage, office, DAYS.reviewed);
  await office.step(reviewer, id, 'review');
  await moveDate(stage, office, DAYS.cleared);
  await office.until(id, 'cleared');
  await trying('approval', 'approver', handler, reviewer);
  await office.step(approver, id, 'approval');
  await moveDate(stage, office, DAYS.released);
  await trying('release', 'releaser', handler, reviewer, approver);
  await office.step(releaser, id, 'release');
  await office.until(id, 'settling');
  await payBehindTheBack(stage, office.city, await samplePersons(stage.sample));
  await moveDate(stage, office, DAYS.reconciled);
  await office.until(id, 'reconciled');
}

async function ownedBy(office: CityOffice, batchId: string) {
  const { handler, finance } = office;
  const items = await allPages<{ id: string; person: string }>(handler, `/batches/${batchId}/items`);
  return {
    batchId,
    items,
    held: await allPages<{ id: string; person: string }>(handler, `/batches/${batchId}/held-lines`),
    claims: await allPages<{ id: string; person: string }>(handler, '/claims'),
    cases: await allPages<{ id: string }>(finance, '/reconciliation-cases'),
    funds: succeeded<{ items: readonly { fund: string }[] }>('reading funds', await finance.get('/funds')).items,
  };
}

function officer(city: CityCode, id: string, ...roles: readonly Role[]): Officer {
  return new Officer(issuer.issuer, platform.subsidy.url, city, id, roles);
}

function thingsOf(city: CityCode) {
  const things = owned.get(city);
  if (!things) throw new Error('The cities\' month did not come about');
  return things;
}

/** The address of each single thing of a city. */
function addressesOf(city: CityCode): readonly string[] {
  const { batchId, items: [item], held, claims: [claim] } = thingsOf(city);
  return [
    `/batches/${batchId}`, `/batches/${batchId}/progress`,
    `/items/${encodeURIComponent(item?.id ?? '')}/receipt`, `/claims/${encodeURIComponent(claim?.id ?? '')}/receipt`,
    ...[item, ...held].map((line) => `/persons/${line?.person}`),
  ];
}

describe.each(CITIES)('of what is %s\'s, an officer of %s', (city, other) => {
  const stranger = () => officer(other, 'stranger', ...EVERYWHERE.filter((role) => role !== 'auditor'));

  it('finds nothing under its address, though the city\'s own officer does', async () => {
    const own = officer(city, 'own', 'handler');
    for (const address of addressesOf(city)) {
      expect([address, (await own.get(address)).status]).toEqual([address, 200]);
      expect([address, (await stranger().get(address)).status]).toEqual([address, 404]);
    }
  });

  it('cannot take a step of its batch', async () => {
    for (const step of ['calculation', 'submission', 'review', 'approval', 'release', 'closing']) {
      const { status } = await stranger().post(`/batches/${thingsOf(city).batchId}/${step}`, undefined, '"1"');
      expect([step, status]).toEqual([step, 404]);
    }
  });

  it('sees none of its lines, persons, funds and cases in any list', async () => {
    const { batchId, items, held, claims, cases, funds } = thingsOf(city);
    const shown = JSON.stringify([
      await allPages(stranger(), '/batches'), await allPages(stranger(), '/claims'), await allPages(stranger(), '/reconciliation-cases'),
      await allPages(stranger(), `/batches/${batchId}/items`), await allPages(stranger(), `/batches/${batchId}/held-lines`),
      (await stranger().get('/funds')).body, (await stranger().get('/ledger/check')).body,
    ]);
    const secrets = [batchId, ...[...items, ...held, ...claims].flatMap(({ id, person }) => [id, person]), ...cases.map(({ id }) => id), ...funds.map(({ fund }) => fund), `${city}/`];
    expect(secrets.length).toBeGreaterThan(100);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  });
});

it('the stray payment is a case of the city whose account it left, so that there is one to be blind to', () => {
  expect([thingsOf(WENZHOU).cases.length, thingsOf(JINHUA).cases.length]).toEqual([1, 0]);
});

describe('the talent service', () => {
  it('shows a person\'s payments to the own city\'s officers only', async () => {
    const person = thingsOf(WENZHOU).items[0]?.person ?? '';
    const statusFor = async (city: CityCode) => (await new Officer(issuer.issuer, platform.talent.url, city, 'clerk', ['handler']).get(`/profiles/${person}`)).status;
    await eventually(async () => expect(await statusFor(WENZHOU)).toBe(200));
    expect(await statusFor(JINHUA)).toBe(404);
  });
});

describe('one person', () => {
  it('has one duty in a batch, whatever roles the token lists', () => {
    expect(Object.keys(duties)).toHaveLength(6);
    expect(new Set(Object.values(duties))).toEqual(new Set(['403 duty.same-person']));
  });
});

describe('a token', () => {
  const later = Math.floor(Date.now() / 1000) + 3_600;
  const claims = { sub: 'li', city: WENZHOU, roles: ['handler'] };
  it.each<[string, () => Promise<string>, string]>([
    ['of no city', () => issuer.sign({ sub: 'li', roles: ['handler'] }, {}), 'auth.claims'],
    ['of a city that is none', () => issuer.sign({ ...claims, city: 'wenzhou' }, {}), 'auth.claims'],
    ['that has expired', () => issuer.sign(claims, { issuedAt: later - 9_000, expiresAt: later - 3_700 }), 'auth.expired'],
    ['for another audience', () => issuer.sign(claims, { audience: 'elsewhere' }), 'auth.invalid'],
    ['that names another issuer', () => issuer.sign(claims, { issuer: 'http://127.0.0.1:1' }), 'auth.invalid'],
    ['of another issuer', async () => tokenOf(stage.platform.issuer.url), 'auth.invalid'],
    ['that is none', async () => 'not.a.token', 'auth.invalid'],
  ])('%s opens nothing', async (_, token, code) => {
    for (const service of [platform.subsidy.url, platform.talent.url]) {
      const path = service === platform.subsidy.url ? '/batches' : '/profiles/p_abcdefghijklmnopqrstuvwxyz';
      const response = await fetch(`${service}${path}`, { headers: { authorization: `Bearer ${await token()}` } });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, code]);
    }
  });

  it('is needed', async () => {
    expect((await fetch(`${platform.subsidy.url}/batches`)).status).toBe(401);
  });
});

describe('a role', () => {
  it.each<[Role, string, string]>([
    ['reviewer', 'POST', '/imports/persons'],
    ['reviewer', 'POST', '/batches'],
    ['auditor', 'POST', '/batches/x/calculation'],
    ['handler', 'POST', '/batches/x/review'],
    ['handler', 'POST', '/batches/x/approval'],
    ['approver', 'POST', '/batches/x/release'],
    ['releaser', 'POST', '/batches/x/closing'],
    ['handler', 'POST', '/fund-changes'],
    ['handler', 'GET', '/ledger/check'],
    ['handler', 'POST', '/business-date'],
    ['system', 'GET', '/batches'],
    ['citizen', 'GET', '/claims'],
    ['integrator', 'GET', '/persons/p_abcdefghijklmnopqrstuvwxyz'],
  ])('of %s does not open %s %s', async (role, method, path) => {
    const who = officer(WENZHOU, 'someone', role);
    const answer = method === 'GET' ? await who.get(path) : await who.post(path, {}, '"1"');
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([403, 'auth.role']);
  });
});

async function tokenOf(issuerUrl: string): Promise<string> {
  const response = await fetch(`${issuerUrl}/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ subject: 'li', city: WENZHOU, roles: ['handler'] }) });
  return ((await response.json()) as { access_token: string }).access_token;
}
