import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { WENZHOU } from '../city/city.builders.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { RestingMonth } from './month.fixture.js';

describe('the brakes over HTTP', () => {
  let api: TestApi;
  let month: RestingMonth;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.close());
  beforeEach(async () => { month = await RestingMonth.released(api.subsidy); });

  const address = (step = ''): string => `/disbursement-controls/batch.${month.batch.id}${step === '' ? '' : `/${step}`}`;
  const pause = () => api.post(address('pause'), { as: ['finance'], json: { reason: ' a call from the bank ' } });

  it('are pulled without looking first, and let go only by who has looked', async () => {
    expect(await pause()).toMatchObject({ status: 200, etag: '"1"', body: { status: 'paused', cause: 'officer', reason: 'a call from the bank', by: expect.stringContaining('finance'), version: 1 } });
    expect(await api.post(address('resumption'), { as: ['releaser'] })).toMatchObject({ status: 428, body: { code: 'precondition.required' } });
    expect(await api.post(address('resumption'), { as: ['releaser'], match: '"0"' })).toMatchObject({ status: 412 });
    expect(await api.post(address('resumption'), { as: ['releaser'], match: '"1"' })).toMatchObject({ status: 200, etag: '"2"', body: { status: 'running', by: null } });
  });

  it('are pulled a second time in whole sentences', async () => {
    await pause();
    const again = await pause();
    expect(again).toMatchObject({ status: 409, body: { code: 'control.wrong-status' } });
    expect(again.body['detail']).not.toMatch(/[{}]/);
  });

  it('show what rests, page by page, and nothing of what runs', async () => {
    await pause();
    await api.post('/disbursement-controls/city/stop', { as: ['releaser'], json: { reason: 'x' } });
    await api.post('/disbursement-controls/bank.paying-bank/pause', { as: ['releaser'], json: { reason: 'x' } });
    const first = await api.get('/disbursement-controls?limit=2', { as: ['auditor'] });
    const second = await api.get(`/disbursement-controls?limit=2&cursor=${first.body['next'] as string}`, { as: ['auditor'] });
    expect([first, second].flatMap(({ body }) => (body['items'] as { id: string; status: string }[]).map(({ id, status }) => `${id} ${status}`))).toEqual(['bank.paying-bank paused', `batch.${month.batch.id} paused`, 'city stopped']);
    expect((await api.get('/disbursement-controls', { as: ['auditor'], city: WENZHOU })).body['items']).toEqual([]);
  });

  it('belong to the releaser and to finance, and to nobody else', async () => {
    for (const role of ['handler', 'reviewer', 'approver', 'auditor', 'system'] as const) expect([role, (await api.post(address('stop'), { as: [role], json: { reason: 'x' } })).status]).toEqual([role, 403]);
  });

  it.each<[string, unknown, number]>([
    ['/disbursement-controls/town/pause', { reason: 'x' }, 400], ['/disbursement-controls/city/pause', { reason: ' ' }, 400], ['/disbursement-controls/city/pause', { reason: 'x'.repeat(501) }, 400],
    ['/disbursement-controls/city/pause', {}, 400], ['/disbursement-controls/bank.another/pause', { reason: 'x' }, 404], ['/disbursement-controls/batch.x/stop', { reason: 'x' }, 404],
  ])('say what does not fit: %s %j', async (path, json, status) => {
    expect((await api.post(path, { as: ['finance'], json })).status).toBe(status);
  });

  it('show on the batch\'s screen what it waits for', async () => {
    await pause();
    expect(await api.get(`/batches/${month.batch.id}/disbursement`, { as: ['handler'] })).toMatchObject({ status: 200, body: { state: 'paused', left: 7, secondsLeft: null, hold: { control: `batch.${month.batch.id}`, cause: 'officer' } } });
  });
});
