import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordRefusedAttempts } from './audit/refused-attempts.http.js';
import { JINHUA, WENZHOU } from './city/city.builders.js';
import { TestApi } from './subsidy.http.fixture.js';

describe('an officer who calls too often', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ GONGJIANG_CALLS_A_MINUTE: '2' }, (app, changes) => recordRefusedAttempts(app, changes, (error) => { throw error; }));
  });
  afterAll(() => api.close());
  const submit = (subject: string, city = JINHUA) => api.post('/batches/x/submission', { as: ['handler'], city, subject, match: '"1"' });

  it('is kept waiting, and nobody else is: not the colleague, and not the namesake in another city', async () => {
    expect([await submit('zhang'), await submit('zhang'), await submit('zhang')].map(({ status }) => status)).toEqual([404, 404, 429]);
    expect((await submit('li')).status).toBe(404);
    expect((await submit('zhang', WENZHOU)).status).toBe(404);
  });

  it('is counted by person and not by token', async () => {
    await submit('wang');
    await submit('wang');
    expect(await api.get('/batches', { as: ['handler', 'reviewer'], subject: 'wang' })).toMatchObject({ status: 429, body: { code: 'request.too-many' } });
  });

  it('cannot fill the record of refused attempts so', async () => {
    for (let n = 0; n < 5; n += 1) await submit('zhao');
    const { body } = await api.get('/audit/entries?actor=zhao', { as: ['auditor'], subject: 'auditor-1' });
    expect(body['items']).toHaveLength(2);
  });
});
