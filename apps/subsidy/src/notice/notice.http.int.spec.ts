import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { addDays } from '@gongjiang/kernel';
import { OFFICERS } from '../batch/batch.builders.js';
import { MovableBusinessDates } from '../business-date/business-date.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { ObjectionMonth } from '../objection/objection.month.fixture.js';
import { bankAccountNo, EMPLOYER, identityNumberNo, personNo, tokenNo } from '../person/person.builders.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { DAYS } from './notice.builders.js';
import { noticeIdOf } from './notice.js';
import { provesLine, type LineProof } from './notice.proof.js';

const PERSONS = 7;
interface Answer { readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }
interface Line { readonly number: number; readonly name: string; readonly identityNumber: string | null; readonly employer: string | null }

describe('the public list over HTTP', () => {
  let api: TestApi;
  let id: string;
  beforeAll(async () => { api = await TestApi.start(); });
  beforeEach(async () => {
    const month = new ObjectionMonth(api.subsidy, PERSONS);
    await month.prepare();
    await api.subsidy.persons.save(Array.from({ length: PERSONS }, (_, n) => personNo(n + 1, { identity: { ...personNo(n + 1).identity, name: NAMES[n] ?? '', accountHolder: NAMES[n] ?? '' } })), 'tests');
    id = noticeIdOf((await month.inNotice()).batch);
  });
  afterAll(() => api.close());

  const NAMES = ['张三', '欧阳建国', '李小明', 'Anna Smith', '诸葛亮', '王五', '买买提·吐尔逊'];
  /** As anybody asks: no token. */
  async function asked(path: string): Promise<Answer> {
    const response = await fetch(`${await api.app.getUrl()}${path}`, { headers: { 'accept-language': 'en' } });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  }
  async function allLines(limit: number): Promise<readonly Line[]> {
    const lines: Line[] = [];
    for (let cursor = ''; ;) {
      const { body } = await asked(`/public/notices/${id}/lines?limit=${limit}${cursor}`);
      lines.push(...(body['items'] as Line[]));
      if (body['next'] === undefined) return lines;
      cursor = `&cursor=${body['next'] as string}`;
    }
  }

  it('is read by anybody, page by page, each line once in the order of its numbers', async () => {
    for (const limit of [1, 2, 3, 100]) expect((await allLines(limit)).map(({ number }) => number)).toEqual(Array.from({ length: PERSONS }, (_, n) => n + 1));
  });

  it('shows nobody\'s name, number, account or token: every word of every public answer, against the whole registry', async () => {
    const answers = await Promise.all([`/public/notices?city=${JINHUA}`, `/public/notices/${id}`, `/public/notices/${id}/lines?limit=100`].map(asked));
    const root = String(answers[1]?.body['root']);
    expect(root).toMatch(/^[0-9a-f]{64}$/);
    // One hash in sixty has fifteen digits in a row by chance.
    const text = JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]])).replaceAll(root, 'root');
    expect((await allLines(100)).map(({ name }) => name).sort()).toEqual(['张*', '欧阳**', '李**', 'A*********', '诸葛*', '王*', '买******'].sort());
    Array.from({ length: PERSONS }, (_, n) => n + 1).forEach((n, at) => {
      const number = identityNumberNo(n);
      const whole = [NAMES[at] ?? '', number, number.slice(6, 14), number.slice(0, 14), bankAccountNo(n), tokenNo(n), `cert-${n}`];
      for (const secret of whole) expect(text).not.toContain(secret);
      expect(text).toContain(`**************${number.slice(-4)}`);
    });
    expect(text).not.toMatch(/p_[a-z2-7]{26}|\d{15}/);
    expect((await allLines(100)).every(({ employer }) => employer === EMPLOYER)).toBe(true);
  });

  it('may be kept by caches for a minute, and names its version by the root', async () => {
    const { headers, body } = await asked(`/public/notices/${id}`);
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['public, max-age=60, must-revalidate', `"${String(body['root'])}"`]);
    expect(body).toMatchObject({ id, city: JINHUA, lines: PERSONS, amountFen: PERSONS * 60_000, from: DAYS.from, until: DAYS.until });
  });

  it.each(['/public/notices', '/public/notices?city=x', '/public/notices?city=330700&limit=1000', '/public/notices/x/lines?status=up'])('%s is refused: no such question', async (path) => {
    expect((await asked(path)).status).toBe(400);
  });

  it('has no page behind a cursor that was made up', async () => {
    expect(await asked('/public/notices/x/lines?cursor=e30')).toMatchObject({ status: 422, body: { code: 'cursor.invalid' } });
  });

  it('of a city without notices is empty, and a notice that is none is unknown', async () => {
    expect((await asked(`/public/notices?city=${WENZHOU}`)).body).toEqual({ items: [] });
    expect(await asked('/public/notices/330700.x.2026-11.1-n1')).toMatchObject({ status: 404, body: { code: 'notice.unknown' } });
    expect((await asked('/notices')).status).toBe(401);
  });

  it('is proved line by line to whoever kept the root', async () => {
    const { body } = await api.get(`/notices/${id}/proof?line=${PERSONS}`, { as: ['auditor'] });
    const root = String((await asked(`/public/notices/${id}`)).body['root']);
    const [last] = (await allLines(100)).slice(-1);
    expect(provesLine(body as unknown as LineProof, root)).toBe(true);
    expect((body as unknown as LineProof).line).toMatchObject({ name: last?.name, identityNumber: last?.identityNumber });
    expect(await api.get(`/notices/${id}/proof?line=${PERSONS + 1}`, { as: ['auditor'] })).toMatchObject({ status: 404, body: { code: 'notice.line-unknown' } });
    expect(await api.get(`/notices/${id}/proof?line=1`, { as: ['auditor'], city: WENZHOU })).toMatchObject({ status: 404 });
  });

  describe('is objected to', () => {
    const complaint = (line: number, more: object = {}) => ({ line, text: '该人员不在岗', contact: { name: '陈某某', reachedAt: '0579-80000000' }, ...more });

    it('by the clerk or the portal, decided by somebody else, and answered', async () => {
      const filed = await api.post(`/notices/${id}/objections`, { as: ['integrator'], subject: 'portal', json: complaint(3) });
      expect(filed).toMatchObject({ status: 201, etag: '"1"', body: { status: 'open', line: 3, batchId: expect.any(String) } });
      const list = await api.get('/objections?status=open', { as: ['auditor'] });
      expect(list.body['items']).toEqual([expect.objectContaining({ id: filed.body['id'], line: 3, filedOn: DAYS.from })]);
      expect(JSON.stringify(list.body)).not.toMatch(/陈某某|0579|不在岗/);
      const path = `/objections/${String(filed.body['id'])}`;
      expect((await api.get(path, { as: ['integrator'], subject: 'portal-2' })).status).toBe(404);
      expect(await api.get(path, { as: ['approver'] })).toMatchObject({ status: 200, body: { text: '该人员不在岗', contact: { name: '陈某某' }, itemIds: [expect.any(String)] } });
      const decide = (subject: string, match?: string) => api.post(`${path}/decision`, { as: ['reviewer'], subject, json: { outcome: 'dismissed', reason: '社保在缴' }, ...(match === undefined ? {} : { match }) });
      expect((await decide('sun')).status).toBe(428);
      expect(await decide(OFFICERS.reviewer, '"1"')).toMatchObject({ status: 403, body: { code: 'objection.decider-in-chain' } });
      expect(await decide('sun', '"1"')).toMatchObject({ status: 200, etag: '"2"', body: { status: 'dismissed', decidedBy: 'sun', consequence: 'restored', answer: expect.stringContaining('社保在缴') } });
      expect((await api.get(path, { as: ['integrator'], subject: 'portal' })).body).toMatchObject({ answer: expect.stringContaining('异议不成立') });
    });

    it.each<[string, object, string]>([
      ['no words', { text: ' ' }, '/text'], ['words without end', { text: 'x'.repeat(1_501) }, '/text'], ['an invisible character', { text: 'a\u0000' }, '/text'], ['half a character', { text: '\ud800' }, '/text'],
      ['no contact', { contact: undefined }, '/contact'], ['a line that is none', { line: 0 }, '/line'], ['something else besides', { token: 'x' }, ''],
    ])('but not with %s', async (_what, change, pointer) => {
      const { status, body } = await api.post(`/notices/${id}/objections`, { as: ['handler'], json: complaint(1, change) });
      expect([status, (body['errors'] as { pointer: string }[] | undefined)?.map((error) => error.pointer)]).toEqual([400, [pointer]]);
    });

    it('in the longest words that can be said, whatever signs they have', async () => {
      const text = '"\n'.repeat(700).trim();
      expect(await api.post(`/notices/${id}/objections`, { as: ['handler'], json: complaint(5, { text, contact: { name: '"'.repeat(120), reachedAt: '\\'.repeat(120) } }) })).toMatchObject({ status: 201, body: { text } });
    });
  });

  describe('is taken down', () => {
    const act = (step: string, match: string, json?: object) => api.post(`/notices/${id}/${step}`, { as: ['reviewer'], match, ...(json ? { json } : {}) });

    it('and up again, on the version that was seen, with its days counted anew', async () => {
      const { etag } = await api.get(`/notices/${id}`, { as: ['handler'] });
      expect((await act('taking-down', '"77"', { reason: 'x' })).status).toBe(412);
      const down = await act('taking-down', etag ?? '', { reason: 'a page showed too much' });
      expect(down).toMatchObject({ status: 200, body: { status: 'suspended', reason: 'a page showed too much' } });
      expect(await asked(`/public/notices/${id}`)).toMatchObject({ status: 404, body: { code: 'notice.unknown' } });
      expect((await asked(`/public/notices/${id}/lines`)).status).toBe(404);
      expect((await asked(`/public/notices?city=${JINHUA}`)).body).toEqual({ items: [] });
      expect((await api.get(`/notices/${id}/lines?limit=100`, { as: ['auditor'] })).body['items']).toHaveLength(PERSONS);
      if (api.subsidy.dates instanceof MovableBusinessDates) await api.subsidy.dates.move(JINHUA, addDays(DAYS.from, 1));
      expect(await act('putting-up', down.etag ?? '')).toMatchObject({ status: 200, body: { status: 'up', days: { from: '2026-11-03', until: '2026-11-10' }, showings: [{ until: DAYS.from }, { from: '2026-11-03', until: null }] } });
      expect((await asked(`/public/notices/${id}`)).body).toMatchObject({ from: '2026-11-03', until: '2026-11-10' });
    });
  });
});

it('nobody reads the public lists faster than a minute allows', async () => {
  const api = await TestApi.start();
  try {
    const url = `${await api.app.getUrl()}/public/notices?city=${JINHUA}`;
    const statuses: number[] = [];
    for (let n = 0; n < 121; n += 1) statuses.push((await fetch(url)).status);
    const last = await fetch(url);
    expect([new Set(statuses.slice(0, 120)), statuses.at(-1), last.headers.get('retry-after')]).toEqual([new Set([200]), 429, expect.stringMatching(/^\d+$/)]);
  } finally {
    await api.close();
  }
});
