import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role } from '@gongjiang/security';
import { itemId, type Due } from '../item/item.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';
import { ClawbackOffice, TODAY } from './clawback.fixture.js';

type Row = Readonly<Record<string, unknown>>;

describe('claims back over HTTP', () => {
  let api: TestApi;
  let office: ClawbackOffice;
  let due: Due;
  let opened: Reply;
  beforeAll(async () => {
    api = await TestApi.start();
    office = new ClawbackOffice(api.subsidy);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    [due] = (await office.paid(60_000)) as [Due];
    (api.subsidy.dates as unknown as { today: () => Promise<string> }).today = () => Promise.resolve(TODAY);
    opened = await open({});
  });

  const open = (over: object): Promise<Reply> => api.post('/clawbacks', { as: ['handler'], json: { itemId: itemId(due, 0), amountFen: 20_000, evidence: 'file-17', reason: 'never took part', ...over } });
  const id = (): string => String(opened.body['id']);
  /** A step by somebody of the role, on the newest version. */
  async function step(path: string, role: Role, json?: object, { subject, method = 'POST' }: { readonly subject?: string; readonly method?: string } = {}): Promise<Reply> {
    const { etag } = await api.get(`/clawbacks/${id()}`, { as: ['auditor'] });
    return api.call(method, `/clawbacks/${id()}/${path}`, { as: [role], match: etag ?? '', ...(json ? { json } : {}), ...(subject ? { subject } : {}) });
  }
  async function toInForce(): Promise<void> {
    await step('notification', 'handler');
    await step('statement', 'reviewer', { statement: 'it was right' });
    await step('decision', 'approver', { demandedFen: 20_000, reason: 'it was wrong', mayOffset: true });
    await step('appeal', 'handler', { reason: 'too much' });
    await step('appeal-decision', 'approver', { outcome: 'reduce', demandedFen: 15_000, reason: 'a part was right' }, { subject: 'another-approver' });
  }
  const list = async (query: string): Promise<readonly Row[]> => (await api.get(`/clawbacks?${query}`, { as: ['handler'] })).body['items'] as readonly Row[];

  it('go their whole way, each step by its duty, and end when nothing is open', async () => {
    expect(opened).toMatchObject({ status: 201, etag: '"1"', body: { status: 'opened', amountFen: 20_000, evidence: 'file-17', waitingFor: 'notification' } });
    await toInForce();
    expect((await step('instalments', 'handler', { instalments: [{ dueOn: '2026-12-31', amountFen: 10_000 }, { dueOn: '2027-01-31', amountFen: 5_000 }] }, { method: 'PUT' })).body).toMatchObject({ status: 'in-force', demandedFen: 15_000, until: '2026-12-31', money: { openFen: 15_000 } });
    expect((await step('repayments', 'finance', { reference: 'B1', amountFen: 12_000 })).body).toMatchObject({ until: '2027-01-31', instalments: [{ openFen: 0 }, { openFen: 3_000 }] });
    await step('waiver', 'handler', { amountFen: 3_000, reason: 'hardship' });
    expect((await step('waiver-decision', 'approver', { outcome: 'grant', reason: 'agreed' }, { subject: 'another-approver' })).body).toMatchObject({ status: 'settled', money: { claimedFen: 15_000, recoveredFen: 12_000, waivedFen: 3_000, openFen: 0 } });
    expect((await step('lifting', 'approver', { reason: 'the court said so' }, { subject: 'another-approver' })).status).toBe(200);
  });

  it('are dropped, or taken back by who opened them', async () => {
    await step('notification', 'handler');
    await step('statement', 'reviewer', { statement: 'x' });
    expect((await step('dismissal', 'approver', { reason: 'x' })).body).toMatchObject({ status: 'dropped' });
    opened = await open({});
    expect((await step('withdrawal', 'handler', { reason: 'x' })).body).toMatchObject({ status: 'withdrawn' });
  });

  it('are not decided twice by one person: who decided does not judge the appeal', async () => {
    await step('notification', 'handler');
    await step('statement', 'reviewer', { statement: 'x' });
    await step('decision', 'approver', { demandedFen: 20_000, reason: 'x', mayOffset: false });
    await step('appeal', 'handler', { reason: 'x' });
    expect(await step('appeal-decision', 'approver', { outcome: 'uphold', reason: 'x' })).toMatchObject({ status: 403, body: { code: 'duty.same-person' } });
  });

  it('are worked off by what they wait for, and by what is overdue', async () => {
    expect([(await list('waiting=notification')).length, (await list('waiting=payment')).length]).toEqual([1, 0]);
    await toInForce();
    await step('instalments', 'handler', { instalments: [{ dueOn: '2026-12-31', amountFen: 15_000 }] }, { method: 'PUT' });
    expect([(await list('waiting=payment')).length, (await list('overdue=true')).length]).toEqual([1, 0]);
    (api.subsidy.dates as unknown as { today: () => Promise<string> }).today = () => Promise.resolve('2027-01-01');
    expect(await list('overdue=true')).toMatchObject([{ id: id(), overdueFen: 15_000, until: '2026-12-31' }]);
    expect(await list(`person=${due.person}`)).toHaveLength(1);
  });

  it('show in a list nothing of what was said', async () => {
    await step('notification', 'handler');
    await step('statement', 'reviewer', { statement: 'something private' });
    expect(JSON.stringify(await list('limit=10'))).not.toMatch(/something private|never took part/);
    expect(JSON.stringify((await api.get(`/clawbacks/${id()}`, { as: ['finance'] })).body)).toContain('something private');
  });

  it('are acted on only by who has seen them as they are', async () => {
    expect(await api.post(`/clawbacks/${id()}/notification`, { as: ['handler'] })).toMatchObject({ status: 428 });
    expect(await api.post(`/clawbacks/${id()}/notification`, { as: ['handler'], match: '"9"' })).toMatchObject({ status: 412 });
  });

  it.each<[string, string, Role, object, string]>([
    ['POST', '', 'handler', { itemId: 'x', amountFen: 0, evidence: 'e', reason: 'x' }, 'body /amountFen'],
    ['POST', '', 'handler', { itemId: 'x', amountFen: 1, evidence: 'a whole story', reason: 'x' }, 'body /evidence'],
    ['POST', '/x/decision', 'approver', { demandedFen: 1.5, reason: 'x', mayOffset: true }, 'body /demandedFen'],
    ['POST', '/x/repayments', 'finance', { reference: '', amountFen: 1 }, 'body /reference'],
    ['PUT', '/x/instalments', 'handler', { instalments: [] }, 'body /instalments'],
    ['POST', '/x/statement', 'reviewer', { statement: 'x'.repeat(2_001) }, 'body /statement'],
  ])('%s %s names the field that does not fit, case %#', async (method, path, role, json, field) => {
    const { status, body } = await api.call(method, `/clawbacks${path}`, { as: [role], json, match: '"1"' });
    expect([status, (body['errors'] as readonly { in: string; pointer: string }[]).map((error) => `${error.in} ${error.pointer}`)]).toEqual([400, [field]]);
  });

  it('of an item that is not there, or not this city\'s, are not opened', async () => {
    expect(await open({ itemId: '330300p_x|a|b|2026-10|r0' })).toMatchObject({ status: 404, body: { code: 'clawback.due-unknown' } });
  });
});
