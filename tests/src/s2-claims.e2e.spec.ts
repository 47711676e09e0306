import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseAccredited, contractOf, encodeEvent, eventOf, medalWon, personTimesCounted, titleGranted, type CloudEvent, type DataOf, type EventContract } from '@gongjiang/contracts';
import { creditCodeCheckCharacter, groupBy, type PersonToken } from '@gongjiang/kernel';
import { connectMongo, secretKeyFromConfig } from '@gongjiang/persistence';
import { allPages, JINHUA, succeeded, type CityOffice } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import { eventually } from '@gongjiang/testing';
import { DAYS, moveDate } from './stage/city.work.js';
import { kafkaOn } from './stage/kafka.client.js';
import { allowanceRow, fileOf, identityNumberOf, personRow } from './stage/own.persons.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

interface Claim { readonly id: string; readonly person: string; readonly entitlement: string; readonly outcome: string; readonly codes: readonly string[]; readonly origin: string; readonly corrections: number }
interface Takeover { readonly id: string; readonly status: string; readonly summary: { readonly dues: number; readonly amountFen: number } }

const WHO = { byFile: 1, byInterface: 2, artisan: 3, medallist: 4, paidBefore: 5 } as const;
const SCHOOL = '91350100M000100Y43';
const UNKNOWN = '91330700MA2000001' + creditCodeCheckCharacter('91330700MA2000001');

let stage: Stage;
let office: CityOffice;
let folder: string;
let tokenOf: (n: number) => PersonToken;
let claims: readonly Claim[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 's2-'));
  stage = await openStage({ persons: 50 });
  office = stage.office(JINHUA);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(stage.platform.secrets.personTokenKey)));
  tokenOf = (n) => tokenizer.tokenOf(JINHUA, identityNumberOf(n));
  await moveDate(stage, office, DAYS.calculated);
  await office.importPersons(await fileOf(folder, 'persons', Object.values(WHO).map((n) => personRow(n))));
  await office.importOrganisations(await fileOf(folder, 'organisations', [{ creditCode: SCHOOL, kind: 'institution', name: '样例技师学院', accountHolder: '样例技师学院', bankAccount: '33070160004000000001', district: '婺城区' }]));
});
afterAll(async () => {
  await closeStages();
  await rm(folder, { recursive: true, force: true });
});

const claim = async (n: number, body: object, key = `claim-${n}`) => office.handler.post('/claims', { payee: identityNumberOf(n), firstMonth: '2026-10', ...body }, null, key);
const seen = async (n: number): Promise<readonly string[]> => (await allPages<Claim>(office.handler, '/claims')).filter(({ person }) => person === tokenOf(n)).map(({ entitlement, outcome, codes, origin }) => [entitlement, outcome, ...codes, origin].join(' ')).sort();

/** As another service will: its contract's own example, with what is given. */
function told<Contract extends EventContract>(contract: Contract, subject: string, data: Partial<DataOf<Contract>>): CloudEvent {
  return eventOf(contract, { city: JINHUA, subject, sequence: 1, time: new Date('2026-10-20T08:00:00Z'), data: { ...(contract.example as object), ...data } as DataOf<Contract> });
}

async function tell(...events: readonly CloudEvent[]): Promise<void> {
  const producer = kafkaOn(stage.platform.options.servers).producer();
  await producer.connect();
  for (const [topic, own] of groupBy(events, ({ type }) => contractOf(type)?.topic ?? '')) {
    await producer.send({ topic: `${stage.platform.topicPrefix}${topic}`, messages: own.map((event) => ({ key: contractOf(event.type)?.keyOf(event) ?? '', value: encodeEvent(event) })) });
  }
  await producer.disconnect();
}

describe('S2: a claim', () => {
  it('comes by file', async () => {
    expect(await office.importClaims('jinhua/7/post-allowance', await fileOf(folder, 'claims', [allowanceRow(WHO.byFile, '2026-10')]))).toMatchObject({ taken: 1, refused: 0 });
    expect(await seen(WHO.byFile)).toContain('jinhua/7/post-allowance granted roster');
  });

  it('comes by interface, once, with its receipt; and is corrected beside what was decided', async () => {
    const body = { entitlement: 'jinhua/7/post-allowance', subject: 'own-2', facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true } };
    const [first, again] = [await claim(WHO.byInterface, body), await claim(WHO.byInterface, body)];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(first.body).toMatchObject({ outcome: 'granted', receipt: { decision: { amountFen: 60_000 } } });
    const { id } = first.body as Claim;
    const corrected = await office.handler.post(`/claims/${encodeURIComponent(id)}/corrections`, { from: '2026-11', facts: { ...body.facts, level: 'senior-technician' }, reason: 'the new certificate' }, first.etag);
    expect(corrected).toMatchObject({ status: 201, body: { id, corrections: 1, receipt: { decision: { amountFen: 100_000 } } } });
  });

  it('comes without an application from what other services tell; what cannot be one is a dead letter, and blocks nothing', async () => {
    await tell(
      told(baseAccredited, 'base-0', { baseId: 'base-0', organisation: UNKNOWN }),
      told(titleGranted, '一号', { titleId: '一号', person: tokenOf(WHO.artisan) }),
      told(titleGranted, 'title-1', { titleId: 'title-1', person: tokenOf(WHO.artisan) }),
      told(medalWon, 'medal-1', { medalId: 'medal-1', person: tokenOf(WHO.medallist) }),
      told(baseAccredited, 'base-1', { baseId: 'base-1', organisation: SCHOOL }),
      told(personTimesCounted, 'base-2', { baseId: 'base-2', organisation: SCHOOL, year: 2025 }),
    );
    await eventually(async () => {
      claims = (await allPages<Claim>(office.handler, '/claims')).filter(({ origin }) => origin === 'event');
      expect(claims.map(({ entitlement, outcome }) => `${entitlement} ${outcome}`).sort()).toEqual(['jinhua/1/artisan-title granted', 'jinhua/2/worldskills-medal granted', 'jinhua/8/public-training-base granted', 'jinhua/8/superior-base-match granted']);
    }, { everyMs: 200 });
    await eventually(async () => expect(await deadLetters()).toEqual(['claim.organisation-unknown', 'claim.subject-unfit']), { everyMs: 200 });
  });

  it('knows what was paid before the platform, once another person has accepted it', async () => {
    const row = { identityNumber: identityNumberOf(WHO.paidBefore), entitlement: 'jinhua/7/certificate-training', subject: 'tr-1', period: '2025-05', lastPeriod: '', amountFen: '280000' };
    const handed = await office.handler.upload('/takeovers', await fileOf(folder, 'takeover', [row]));
    const { takeover } = succeeded<{ readonly takeover: Takeover & { readonly version: number } }>('handing a takeover in', handed);
    expect(takeover).toMatchObject({ status: 'in-review', summary: { dues: 1, amountFen: 280_000 } });
    const path = `/takeovers/${takeover.id}`;
    expect((await office.handler.post(`${path}/acceptance`, undefined, `"${takeover.version}"`)).status).toBe(403);
    expect((await office.reviewer.post(`${path}/acceptance`, undefined, `"${takeover.version}"`)).status).toBe(202);
    await eventually(async () => expect((await office.reviewer.get(path)).body).toMatchObject({ status: 'counted', leftOut: 0 }), { everyMs: 200 });
    const training = { entitlement: 'jinhua/7/certificate-training', subject: 'tr-1', facts: { newlyCertified: true, standardFen: 280_000, occupationInShortage: false } };
    expect(await claim(WHO.paidBefore, training)).toMatchObject({ status: 201, body: { outcome: 'refused', codes: ['duplicate'] } });
    expect(await claim(WHO.byFile, training)).toMatchObject({ status: 201, body: { outcome: 'granted' } });
  });
});

async function deadLetters(): Promise<readonly string[]> {
  const connection = await connectMongo({ url: stage.platform.options.servers.mongoUrl, database: `${stage.platform.options.namespace}_subsidy` });
  try {
    const letters = await connection.db.collection('dead_letters').find().toArray();
    return letters.map((letter) => (letter['error'] as { readonly code: string }).code).sort();
  } finally {
    await connection.close();
  }
}
