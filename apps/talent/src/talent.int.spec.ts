import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventOf, paymentReturned, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { cityCode, fen, type PersonToken } from '@gongjiang/kernel';
import { ensureTopics, KafkaPublisher, outgoingEvent } from '@gongjiang/messaging';
import { startDevIssuer, type DevIssuer } from '@gongjiang/security/nest';
import { eventually, serverAddress, startProcess, testDatabase, testNamespace, type StartedProcess, type TestDatabase } from '@gongjiang/testing';

const { prefix } = testNamespace();
const PERSON = paymentSettled.example.person;
const facts = { city: cityCode('330700'), time: new Date(0) };
const OTHER = 'p_bbbbbbbbbbbbbbbbbbbbbbbbbb' as PersonToken;
const settled = (item: string, sequence: number, person = PERSON): CloudEvent => eventOf(paymentSettled, { ...facts, subject: item, sequence, data: { ...paymentSettled.example, itemId: item, person, amountFen: fen(60_000) } });
const returned = (item: string, sequence: number): CloudEvent => eventOf(paymentReturned, { ...facts, subject: item, sequence, data: { ...paymentReturned.example, itemId: item, amountFen: fen(60_000) } });

let database: TestDatabase;
let issuer: DevIssuer;
let publisher: KafkaPublisher;
let talent: StartedProcess;

beforeAll(async () => {
  database = await testDatabase();
  issuer = await startDevIssuer();
  const kafka = { brokers: serverAddress('GONGJIANG_KAFKA_BROKERS').split(','), service: 'subsidy', topicPrefix: `${prefix}.` };
  publisher = new KafkaPublisher(kafka);
  await ensureTopics(kafka, [paymentSettled.topic]);
  talent = await start();
});
afterAll(async () => {
  await talent.stop();
  await Promise.all([publisher.close(), issuer.close()]);
  await database.close();
});

function start(): Promise<StartedProcess> {
  return startProcess('apps/talent/dist/main.js', {
    environment: {
      GONGJIANG_MONGO_URL: serverAddress('GONGJIANG_MONGO_URL'),
      GONGJIANG_KAFKA_BROKERS: serverAddress('GONGJIANG_KAFKA_BROKERS'),
      GONGJIANG_KAFKA_TOPIC_PREFIX: `${prefix}.`,
      GONGJIANG_TALENT_DATABASE: database.name,
      GONGJIANG_OIDC_ISSUER: issuer.issuer,
      GONGJIANG_OIDC_JWKS: issuer.jwksUri,
      GONGJIANG_LOG_LEVEL: 'warn',
    },
  });
}

async function profile(city: string, role: 'auditor' | 'citizen' = 'auditor', person: string = PERSON): Promise<[number, Record<string, unknown>]> {
  const token = await issuer.tokenFor({ subject: 'officer-1', city, roles: [role] });
  const response = await fetch(`${talent.url}/profiles/${person}`, { headers: { authorization: `Bearer ${token}` } });
  return [response.status, await response.json() as Record<string, unknown>];
}

const publish = (events: readonly CloudEvent[]): Promise<void> => publisher.publish(events.map(outgoingEvent));

describe('the talent service', () => {
  test('keeps what each person has received, however often it is told, and shows it to the own city only', async () => {
    const history = [settled('item-1', 5), settled('item-2', 5), returned('item-2', 6)];
    await publish([...history, ...history]);
    const [, known] = await eventually(async () => { const answer = await profile('330700'); return answer[0] === 200 && (answer[1]['benefits'] as unknown[]).length === 2 && answer; });
    expect(known).toMatchObject({ person: PERSON, receivedFen: 60_000 });
    expect(known['benefits']).toEqual(expect.arrayContaining([expect.objectContaining({ itemId: 'item-2', status: 'returned' })]));
    expect((await profile('330300'))[0]).toBe(404);
    expect((await profile('330700', 'citizen'))[0]).toBe(403);
    expect((await profile('330700', 'auditor', 'somebody'))[0]).toBe(400);
    expect((await fetch(`${talent.url}/profiles/${PERSON}`)).status).toBe(401);
  });

  test('loses nothing and counts nothing twice when it is killed among thousands of payments', async () => {
    const many = Array.from({ length: 4_000 }, (_, line) => settled(`many-${line}`, 5, OTHER));
    await publish(many);
    await eventually(async () => (await database.db.collection('benefits').countDocuments()) > 1_000, { everyMs: 2 });
    await talent.kill('SIGKILL');
    talent = await start();
    await eventually(async () => (await database.db.collection('benefits').countDocuments({ _id: new RegExp(`^330700/${OTHER}/`) as never })) === 4_000);
    await eventually(async () => expect((await fetch(`${talent.url}/health/ready`)).status).toBe(200));
    expect(await database.db.collection('dead_letters').countDocuments()).toBe(0);
  });
});
