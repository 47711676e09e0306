import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WENZHOU } from '../city/city.builders.js';
import { csvOf } from '../import/roster.builders.js';
import { EMPLOYER, identityNumberNo, personRow } from '../person/person.builders.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';
import { organisationRow } from './claim.builders.js';

const FACTS = { level: 'technician', occupationInShortage: true, employerPaysAllowance: true };
const body = (n: number, overrides: Readonly<Record<string, unknown>> = {}) => ({ entitlement: 'jinhua/7/post-allowance', payee: identityNumberNo(n), subject: `cert-${n}`, firstMonth: '2026-11', facts: FACTS, ...overrides });

describe('claims by interface', () => {
  let api: TestApi;
  let keys = 0;
  beforeAll(async () => {
    api = await TestApi.start();
    await api.post('/imports/persons', { as: ['handler'], csv: csvOf(Array.from({ length: 9 }, (_, at) => personRow(at + 1))) });
    await api.post('/imports/organisations', { as: ['handler'], csv: csvOf([organisationRow()]) });
  });
  afterAll(() => api.close());

  const claim = (json: unknown, key = `key-${keys += 1}`): Promise<Reply> => api.post('/claims', { as: ['integrator'], json, key });
  const correct = (id: unknown, json: unknown, match?: string): Promise<Reply> => api.post(`/claims/${encodeURIComponent(String(id))}/corrections`, { as: ['handler'], json, ...(match === undefined ? {} : { match }) });
  const told = ({ body: { errors } }: Reply): readonly string[] => ((errors ?? []) as readonly { in: string; pointer: string }[]).map((error) => `${error.in} ${error.pointer}`);
  const count = (collection: string): Promise<number> => api.subsidy.connection.db.collection(collection).countDocuments();

  it('are decided at once, and answered with outcome, codes and receipt', async () => {
    const granted = await claim(body(1));
    expect(granted).toMatchObject({ status: 201, etag: '"1"', body: { outcome: 'granted', codes: [], period: '2026-11', origin: 'api', corrections: 0, decisions: [{ outcome: 'granted', from: '2026-11' }], receipt: { decision: { amountFen: 60_000 } } } });
    expect(await claim(body(2, { facts: { ...FACTS, level: 'senior' } }))).toMatchObject({ status: 201, body: { outcome: 'refused', codes: ['condition-failed'], grantId: null } });
    expect(JSON.stringify(granted.body)).not.toContain(identityNumberNo(1));
  });

  it('name the payee by number, or by token', async () => {
    const first = await claim(body(3));
    expect(await claim(body(3, { payee: first.body['person'], subject: 'cert-3b' }))).toMatchObject({ status: 201, body: { person: first.body['person'] } });
    expect(await claim({ entitlement: 'jinhua/9/enterprise-training-centre', payee: EMPLOYER, subject: 'centre-1', firstMonth: '2025-12', facts: { aboveScale: true, annualPersonTimes: 500, promotedPersonTimes: 100 } })).toMatchObject({ status: 201, body: { outcome: 'granted', period: '2025', receipt: { decision: { amountFen: 5_000_000 } } } });
  });

  it('once: the same key is answered again, and so is the same claim under another', async () => {
    const [first, again] = [await claim(body(4), 'the-key'), await claim(body(4), 'the-key')];
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(await claim(body(4))).toMatchObject({ status: 200, body: { id: first.body['id'], receiptId: first.body['receiptId'] } });
    expect(await claim(body(5), 'the-key')).toMatchObject({ status: 422, body: { code: 'idempotency.other-request' } });
    expect(await api.post('/claims', { as: ['handler'], json: body(4) })).toMatchObject({ status: 400, body: { code: 'idempotency.key-missing' } });
  });

  it('many at the same moment: one claim', async () => {
    const before = await count('claims');
    const replies = await Promise.all(Array.from({ length: 6 }, () => claim(body(6))));
    expect(new Set(replies.map((reply) => reply.body['receiptId'])).size).toBe(1);
    expect(replies.map(({ status }) => status).sort((left, right) => left - right)).toEqual([200, 200, 200, 200, 200, 201]);
    expect(await count('claims')).toBe(before + 1);
  });

  it('with other facts are refused, with a hint where to put them right', async () => {
    const { body: { id } } = await claim(body(7));
    const reply = await claim(body(7, { facts: { ...FACTS, level: 'senior-technician' } }));
    expect(reply).toMatchObject({ status: 409, body: { code: 'claim.claimed-otherwise', detail: expect.stringContaining(`POST /claims/${String(id)}/corrections`) } });
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['a payee that is none', { payee: 'zhang' }, ['body /payee']],
    ['a month that is none', { firstMonth: '2026' }, ['body /firstMonth']],
    ['a subject that names nothing', { subject: 'a|b' }, ['body /subject']],
    ['a field that it does not know', { force: true }, ['body ']],
    ['a heap of facts', { facts: Object.fromEntries(Array.from({ length: 41 }, (_, at) => [`fact${at}`, 1])) }, ['body /facts']],
  ])('with %s are refused, and the field is named', async (_what, overrides, fields) => {
    const before = await count('claims');
    const reply = await claim(body(8, overrides));
    expect([reply.status, reply.body['code'], told(reply)]).toEqual([400, 'request.invalid', fields]);
    expect(await count('claims')).toBe(before);
  });

  it.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['a fact of the wrong type', { facts: { ...FACTS, occupationInShortage: 'yes' } }, ['body /facts/occupationInShortage']],
    ['a level that is none', { facts: { ...FACTS, level: 'master' } }, ['body /facts/level']],
    ['a fact too few', { facts: { level: 'technician', occupationInShortage: true } }, ['body /facts/employerPaysAllowance']],
    ['a fact that the clause does not ask for', { facts: { ...FACTS, employed: true } }, ['body /facts']],
  ])('with %s are none of that clause, and the fact is named', async (_what, overrides, fields) => {
    const before = await count('claims');
    const reply = await claim(body(8, overrides));
    expect([reply.status, reply.body['code'], told(reply)]).toEqual([422, 'claim.facts-unfit', fields]);
    expect(await count('claims')).toBe(before);
  });

  it('of a payee whose number has a wrong check character are refused', async () => {
    expect(await claim(body(8, { payee: '110105194912310021' }))).toMatchObject({ status: 422, body: { code: 'claim.payee-number' } });
  });

  it('of somebody unknown, or for nothing that there is, are refused', async () => {
    expect(await claim(body(99))).toMatchObject({ status: 409, body: { code: 'claim.payee-unknown' } });
    expect(await claim(body(8, { entitlement: 'jinhua/99/none' }))).toMatchObject({ status: 404, body: { code: 'claim.entitlement-unknown' } });
    expect(await claim(body(8, { entitlement: 'wenzhou/1/post-allowance', facts: { level: 'technician', occupationInShortage: true, route: 'newly-trained' } }))).toMatchObject({ status: 201 });
  });

  describe('corrected', () => {
    it('are a second decision; both are shown, each with its receipt', async () => {
      const { body: { id, receiptId } } = await claim(body(9));
      const reply = await correct(id, { from: '2026-12', facts: { ...FACTS, level: 'senior-technician' }, reason: 'the certificate says so' }, '"1"');
      expect(reply).toMatchObject({ status: 201, etag: '"2"', body: { id, outcome: 'granted', corrections: 1, decisions: [{ receiptId }, { from: '2026-12', reason: 'the certificate says so', by: 'handler-of-330700', facts: { level: 'senior-technician' } }], receipt: { decision: { amountFen: 100_000 } } } });
      const path = `/claims/${encodeURIComponent(String(id))}`;
      expect(await api.get(path, { as: ['auditor'] })).toMatchObject({ status: 200, etag: '"2"', body: { corrections: 1 } });
      const receipts = await Promise.all(['', '?decision=0', '?decision=1'].map((which) => api.get(`${path}/receipt${which}`, { as: ['auditor'] })));
      expect(receipts.map(({ body: { id: receipt } }) => receipt === receiptId)).toEqual([false, true, false]);
      expect((await api.get(`${path}/receipt?decision=2`, { as: ['auditor'] })).status).toBe(404);
    });

    it('name the version that was seen, fields that fit, and a claim of the own city', async () => {
      const { body: { id } } = await claim(body(8));
      const fits = { from: '2026-12', facts: { ...FACTS, level: 'senior-technician' }, reason: 'x' };
      expect(await correct(id, fits)).toMatchObject({ status: 428 });
      expect(await correct(id, fits, '"7"')).toMatchObject({ status: 412 });
      expect(await correct('x', fits, '"1"')).toMatchObject({ status: 404, body: { code: 'claim.unknown' } });
      expect(told(await correct(id, { ...fits, facts: { ...FACTS, level: 3 } }, '"1"'))).toEqual(['body /facts/level']);
      expect(told(await correct(id, { ...fits, reason: ' ' }, '"1"'))).toEqual(['body /reason']);
      expect(await correct(id, { ...fits, from: '2026-10' }, '"1"')).toMatchObject({ status: 409, body: { code: 'claim.correction-outside-term', detail: expect.stringContaining('2026-11') } });
      expect(await correct(id, { ...fits, facts: FACTS }, '"1"')).toMatchObject({ status: 409, body: { code: 'claim.correction-changes-nothing' } });
      expect(await api.post(`/claims/${encodeURIComponent(String(id))}/corrections`, { as: ['handler'], city: WENZHOU, json: fits, match: '"1"' })).toMatchObject({ status: 404, body: { code: 'claim.unknown' } });
    });
  });
});
