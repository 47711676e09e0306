import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from './subsidy.http.fixture.js';

const PROPOSAL = { fund: 'talent-special', year: '2026', asked: { kind: 'budget-change', source: 'central', changeFen: 1 }, reason: 'x', document: '1' };

describe('a command that is sent again under its key', () => {
  let api: TestApi;
  beforeAll(async () => { api = await TestApi.start(); });
  afterAll(() => api.close());
  const count = (collection: string): Promise<number> => api.subsidy.connection.db.collection(collection).countDocuments();

  it.each([
    ['/fund-changes', 'finance', PROPOSAL, 'fund_changes'],
    ['/stand-ins', 'security', { absent: 'zhang', standIn: 'li', roles: ['reviewer'], from: '2030-01-01', until: '2030-02-01', reason: 'x' }, 'stand_ins'],
    ['/batches', 'handler', { programme: 'post-allowance', period: '2030-01' }, 'batches'],
  ] as const)('%s is done once, with one record and one answer, also where both come at the same moment', async (path, role, json, collection) => {
    const before = [await count(collection), await count('audit_entries')];
    const send = () => api.post(path, { as: [role], json, key: 'the-key' });
    const both = await Promise.all([send(), send()]);
    const again = await send();
    expect(both.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(both.every(({ status, body }) => status === 201 || (status === 409 && body['code'] === 'idempotency.in-progress'))).toBe(true);
    expect([again.status, again.body, again.etag]).toEqual([201, both.find(({ status }) => status === 201)?.body, both.find(({ status }) => status === 201)?.etag]);
    expect([await count(collection), await count('audit_entries')]).toEqual(before.map((number) => number + 1));
    expect(await api.post(path, { as: [role], json: { ...json, extra: 1 }, key: 'the-key' })).toMatchObject({ status: 422, body: { code: 'idempotency.other-request' } });
  });
});
