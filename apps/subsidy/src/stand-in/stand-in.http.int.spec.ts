import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fen, type Year } from '@gongjiang/kernel';
import { AFTER_NOTICE, OFFICERS, TOTALS } from '../batch/batch.builders.js';
import { done, Office } from '../batch/batch.fixture.js';
import { JINHUA } from '../city/city.builders.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { setBudget } from '../fund/fund.fixture.js';

const SECURITY = { as: ['security'] as const, subject: 'sec' };
/** Has no duty of the batch's by the issuer's word. */
const CLERK = { as: ['handler'] as const, subject: 'sun' };

describe('who stands in for an approver', () => {
  let api: TestApi;
  let id: string;
  let etag: string;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    await api.subsidy.empty();
    await setBudget(api.subsidy.funds, JINHUA, 'talent-special', '2026' as Year, fen(1_000_000_000));
    await api.post('/business-date', { as: ['system'], json: { date: AFTER_NOTICE } });
    const office = new Office(api.subsidy);
    const calculated = await office.completeCalculation(await office.startCalculation(await office.open()), TOTALS);
    const cleared = await office.takeTo('cleared', done(await office.submit(calculated)));
    id = cleared.batch.id;
    etag = `"${cleared.version}"`;
  });

  const today = async (): Promise<string> => api.subsidy.dates.today(JINHUA);
  const approve = () => api.post(`/batches/${encodeURIComponent(id)}/approval`, { ...CLERK, match: etag });
  const name = async (change: object = {}) => api.post('/stand-ins', { ...SECURITY, json: { absent: OFFICERS.approver, standIn: CLERK.subject, roles: ['approver'], from: await today(), until: await today(), reason: 'on leave', ...change } });

  it('may approve on the days named, and the chain says for whom', async () => {
    expect((await approve()).status).toBe(403);
    expect((await name()).status).toBe(201);
    const approved = await approve();
    expect(approved).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect((approved.body['chain'] as readonly unknown[]).at(-1)).toEqual({ step: 'approver', actor: CLERK.subject, standsInFor: OFFICERS.approver });
  });

  it('may not once it was ended, nor for who has a duty of the batch', async () => {
    const { body } = await name();
    await api.post(`/stand-ins/${String(body['id'])}/end`, SECURITY);
    expect((await approve()).status).toBe(403);
    await name({ absent: OFFICERS.handler });
    expect(await approve()).toMatchObject({ status: 403, body: { code: 'duty.same-person' } });
  });

  it('is nobody whom the officers named themselves', async () => {
    expect(await api.post('/stand-ins', { as: ['security'], subject: CLERK.subject, json: { absent: OFFICERS.approver, standIn: CLERK.subject, roles: ['approver'], from: await today(), until: await today(), reason: 'why not' } })).toMatchObject({ status: 409, body: { code: 'stand-in.named-by-party' } });
  });

  it('may do nothing else in the other\'s name than the duties of a batch', async () => {
    await name({ roles: ['reviewer'] });
    expect((await api.get('/objections/x', { as: ['handler'], subject: CLERK.subject })).status).toBe(403);
  });
});
