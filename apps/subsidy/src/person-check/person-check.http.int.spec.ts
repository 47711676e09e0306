import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { allowanceOf, trainingOf } from '../grant/grant.builders.js';
import { csvOf } from '../import/roster.builders.js';
import { bankAccountNo, identityNumberNo, personNo } from '../person/person.builders.js';
import type { Person } from '../person/person.js';
import { TestApi } from '../subsidy.http.fixture.js';
import { NOVEMBER } from './person-check.builders.js';

describe('the check of persons over HTTP', () => {
  let api: TestApi;
  let month: ChunkMonth;
  let answeredOn: string;
  beforeAll(async () => {
    api = await TestApi.start();
    answeredOn = await api.subsidy.dates.today(JINHUA);
  });
  afterAll(() => api.close());

  const resident = (n: number, overrides: Partial<Person> = {}): Person => personNo(n, { token: api.subsidy.tokenizer.tokenOf(personNo(n).city, identityNumberNo(n)), ...overrides });
  /** Due for November and no month before. */
  const due = (n: number) => ({ person: resident(n).token, firstMonth: NOVEMBER });
  const handIn = (check: string, rows: readonly Record<string, string>[], city?: typeof WENZHOU) => api.post(`/imports/person-checks?check=${check}`, { as: ['integrator'], csv: csvOf(rows), ...(city ? { city } : {}) });
  const ofMonth = (n: number, answer: string) => ({ identityNumber: identityNumberNo(n), month: '2026-11', answer, answeredOn });

  /** Six persons: one is dead, one out of work, one paid elsewhere, two have one account, and one is as one should be. */
  beforeEach(async () => {
    const accounts = (n: number, account: number) => resident(n, { identity: { ...personNo(n).identity, bankAccount: bankAccountNo(account) } });
    month = await ChunkMonth.planned(api.subsidy, {
      residents: [resident(1), resident(2), resident(3), accounts(4, 4), accounts(5, 4), resident(7)],
      due: [...[1, 2, 3, 4, 5, 7].map((n) => allowanceOf(n, due(n))), trainingOf(2, { person: resident(2).token })].sort((one, other) => (one.id < other.id ? -1 : 1)),
      before: async () => {
        await handIn('death', [{ identityNumber: identityNumberNo(1), answer: 'dead', answeredOn }, { identityNumber: identityNumberNo(7), answer: 'alive', answeredOn }]);
        await handIn('employment', [ofMonth(2, 'not-employed')]);
        await handIn('paid-elsewhere', [ofMonth(3, 'paid')]);
      },
    });
    await month.calculate();
  });

  const findings = async (query = ''): Promise<readonly Record<string, unknown>[]> => (await api.get(`/person-checks/findings?batch=${month.batch.id}${query}`, { as: ['reviewer'] })).body['items'] as readonly Record<string, unknown>[];
  const codeOf = (finding: Record<string, unknown> | undefined): string | undefined => (finding?.['reasons'] as readonly { code: string }[] | undefined)?.[0]?.code;

  it('a file of answers is taken in row by row, and the same file twice is one', async () => {
    const rows = [{ identityNumber: identityNumberNo(2), answer: 'alive', answeredOn }, { identityNumber: identityNumberNo(9), answer: 'alive', answeredOn }, { identityNumber: identityNumberNo(3), answer: 'well', answeredOn }];
    const { status, body } = await handIn('death', rows);
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 3, taken: 1, refused: 2, problems: [{ line: 3, column: 'identityNumber', code: 'roster.person-unknown' }, { line: 4, column: 'answer', code: 'roster.not-named' }] });
    expect((await handIn('death', rows)).body).toMatchObject({ id: body['id'], taken: 1 });
  });

  it('a check that nobody knows is no request', async () => {
    expect(await handIn('wealth', [{ identityNumber: identityNumberNo(1) }])).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('the findings of a batch say who is held, why, in both languages, and on what evidence', async () => {
    const shown = await findings();
    expect(new Map(shown.map((finding) => [finding['person'], codeOf(finding)]))).toEqual(new Map([
      [resident(1).token, 'person-dead'], [resident(2).token, 'not-employed'], [resident(3).token, 'paid-elsewhere'], [resident(4).token, 'account-shared'], [resident(5).token, 'account-shared'],
    ]));
    const dead = shown.find((finding) => codeOf(finding) === 'person-dead');
    expect(dead).toMatchObject({ period: '2026-11', reasons: [{ zh: expect.stringMatching(/已故/), en: expect.stringMatching(/died/) }] });
    expect(dead?.['checks']).toContainEqual({ check: 'death', answer: 'dead', answeredOn, by: 'file', source: expect.stringMatching(/^330700\.person-checks\.death\./), code: 'person-dead' });
  });

  it('the findings come page by page, each once', async () => {
    const { body } = await api.get(`/person-checks/findings?batch=${month.batch.id}&limit=3`, { as: ['handler'] });
    const rest = await findings(`&limit=3&cursor=${String(body['next'])}`);
    expect([...(body['items'] as Record<string, unknown>[]), ...rest].map(({ id }) => id)).toEqual((await findings()).map(({ id }) => id));
    expect(rest).toHaveLength(2);
  });

  it('who is out of work is held for the post and paid for the training; whoever is paid shows what was checked', async () => {
    const items = await api.subsidy.items.ofChunk(CHUNK_ID);
    expect(new Map(items.map((item) => [item.due.person, item.due.entitlement]))).toEqual(new Map([[resident(2).token, 'jinhua/7/certificate-training'], [resident(7).token, 'jinhua/7/post-allowance']]));
    const paid = items.find((item) => item.due.person === resident(7).token);
    const { body } = await api.get(`/items/${encodeURIComponent(paid?.id ?? '')}/checks`, { as: ['auditor'] });
    expect((body['checks'] as { check: string; answer: string }[]).map(({ check, answer }) => [check, answer])).toEqual([['shared-account', 'single'], ['death', 'alive'], ['employment', 'missing'], ['paid-elsewhere', 'missing']]);
  });

  it('a held line says its reasons in words', async () => {
    const { body } = await api.get(`/batches/${month.batch.id}/held-lines`, { as: ['handler'] });
    expect((body['items'] as { reasons: { zh: string }[] }[]).every(({ reasons }) => reasons.length > 0 && reasons.every(({ zh }) => zh !== ''))).toBe(true);
  });

  it('another city sees nothing of it, and its files answer of its own persons alone', async () => {
    const [item] = await api.subsidy.items.ofChunk(CHUNK_ID);
    expect((await api.get(`/items/${encodeURIComponent(item?.id ?? '')}/checks`, { as: ['auditor'], city: WENZHOU })).status).toBe(404);
    expect((await api.get(`/person-checks/findings?batch=${month.batch.id}`, { as: ['handler'], city: WENZHOU })).body['items']).toEqual([]);
    expect((await handIn('death', [{ identityNumber: identityNumberNo(7), answer: 'dead', answeredOn }], WENZHOU)).body).toMatchObject({ taken: 0, refused: 1 });
  });
});

describe('a city that has nothing asked', () => {
  it('takes no answers: what it does not weigh it does not keep', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cities-'));
    const settings = await readFile(new URL('../../cities/330700.yaml', import.meta.url), 'utf8');
    await writeFile(join(folder, '330700.yaml'), settings.replace(/personChecks:\n(?: {2}.*\n)+/, ''));
    const api = await TestApi.start({ GONGJIANG_SUBSIDY_CITIES: folder });
    try {
      expect(await api.post('/imports/person-checks?check=death', { as: ['handler'], csv: csvOf([{ identityNumber: identityNumberNo(1), answer: 'dead', answeredOn: '2026-01-05' }]) })).toMatchObject({ status: 409, body: { code: 'person-check.not-set' } });
    } finally {
      await api.close();
      await rm(folder, { recursive: true });
    }
  });
});
