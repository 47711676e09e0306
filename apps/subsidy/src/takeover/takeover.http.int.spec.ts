import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WENZHOU } from '../city/city.builders.js';
import { csvOf } from '../import/roster.builders.js';
import { personRow } from '../person/person.builders.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';
import { takenOverRow } from './takeover.builders.js';

type Shown = Readonly<Record<string, unknown>>;

describe('takeovers over HTTP', () => {
  let api: TestApi;
  let amount = 60_000;
  beforeAll(async () => {
    api = await TestApi.start();
    await api.post('/imports/persons', { as: ['handler'], csv: csvOf([1, 2].map((n) => personRow(n))) });
  });
  afterAll(() => api.close());

  /** Hands in a file of its own. */
  async function handedIn(subject = 'zhang'): Promise<Shown> {
    const { body } = await api.post('/takeovers', { as: ['handler'], subject, csv: csvOf([takenOverRow(1, { subject: `cert-${amount += 1}` }), takenOverRow(9)]) });
    return body['takeover'] as Shown;
  }
  const review = (what: 'acceptance' | 'rejection', { id, version }: Shown, subject: string, match = `"${String(version)}"`): Promise<Reply> => (
    api.post(`/takeovers/${String(id)}/${what}`, { as: ['handler', 'reviewer'], subject, match, ...(what === 'rejection' ? { json: { reason: 'sums in yuan' } } : {}) }));

  it('are handed in with a row report, and shown with their control totals', async () => {
    const reply = await api.post('/takeovers', { as: ['handler'], csv: csvOf([takenOverRow(1), takenOverRow(9)]) });
    expect(reply).toMatchObject({ status: 200, body: {
      report: { rows: 2, taken: 1, refused: 1, problems: [{ line: 3, column: 'identityNumber', code: 'roster.person-unknown' }] },
      takeover: { status: 'in-review', summary: { dues: 23, amountFen: 1_380_000, periodsUsed: [{ periods: 23, payees: 1 }] }, reviewedBy: null },
    } });
    const { id, version } = reply.body['takeover'] as Shown;
    expect(await api.get(`/takeovers/${String(id)}`, { as: ['reviewer'] })).toMatchObject({ status: 200, etag: `"${String(version)}"`, body: { id } });
    expect((await api.get('/takeovers', { as: ['auditor'] })).body['items']).toContainEqual(expect.objectContaining({ id }));
  });

  it('are read due by due, each once, as the last page says', async () => {
    const { id } = await handedIn();
    const seen: string[] = [];
    for (let next = ''; ;) {
      const { body } = await api.get(`/takeovers/${String(id)}/dues?limit=10${next}`, { as: ['reviewer'] });
      seen.push(...(body['items'] as readonly { period: string }[]).map(({ period }) => period));
      if (body['next'] === undefined) break;
      next = `&cursor=${body['next'] as string}`;
    }
    expect([seen.length, new Set(seen).size, seen[0], seen.at(-1)]).toEqual([23, 23, '2024-12', '2026-10']);
  });

  it('are accepted by somebody else, on the version that was seen', async () => {
    const takeover = await handedIn();
    expect(await review('acceptance', takeover, 'zhang')).toMatchObject({ status: 403, body: { code: 'duty.same-person' } });
    expect(await review('acceptance', takeover, 'li', '"99"')).toMatchObject({ status: 412 });
    expect(await review('acceptance', takeover, 'li', '*')).toMatchObject({ status: 428 });
    expect(await review('acceptance', takeover, 'li')).toMatchObject({ status: 202, body: { status: 'accepted', reviewedBy: 'li' } });
    await api.subsidy.takeoverCounting.countAll();
    expect(await api.get(`/takeovers/${String(takeover['id'])}`, { as: ['auditor'] })).toMatchObject({ body: { status: 'counted', leftOut: 0 } });
    expect(await review('rejection', takeover, 'li')).toMatchObject({ status: 412 });
  });

  it('or rejected with a reason', async () => {
    const takeover = await handedIn();
    expect(await review('rejection', takeover, 'zhang')).toMatchObject({ status: 403 });
    const reply = await review('rejection', takeover, 'li');
    expect(reply).toMatchObject({ status: 200, body: { status: 'rejected', reviewedBy: 'li', reason: 'sums in yuan' } });
    expect(await review('acceptance', reply.body, 'li')).toMatchObject({ status: 409, body: { code: 'takeover.wrong-status', detail: expect.stringContaining('rejected') } });
  });

  it('are unknown in another city', async () => {
    const { id, version } = await handedIn();
    const replies = await Promise.all([
      api.get(`/takeovers/${String(id)}`, { as: ['reviewer'], city: WENZHOU }), api.get(`/takeovers/${String(id)}/dues`, { as: ['reviewer'], city: WENZHOU }),
      api.post(`/takeovers/${String(id)}/acceptance`, { as: ['reviewer'], city: WENZHOU, match: `"${String(version)}"` }),
    ]);
    expect(replies.map(({ status, body: { code } }) => [status, code])).toEqual(Array.from({ length: 3 }, () => [404, 'takeover.unknown']));
  });
});
