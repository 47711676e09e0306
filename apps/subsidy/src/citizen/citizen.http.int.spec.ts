import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeCursor } from '@gongjiang/http';
import type { PersonToken } from '@gongjiang/kernel';
import { CHUNK_ID } from '../chunk/chunk.builders.js';
import { ChunkMonth } from '../chunk/chunk.fixture.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { ClawbackOffice } from '../clawback/clawback.fixture.js';
import { noticeUp } from '../notice/notice.fixture.js';
import { tokenNo } from '../person/person.builders.js';
import { TestApi, type Reply } from '../subsidy.http.fixture.js';

type Row = Readonly<Record<string, unknown>>;
const LISTS = ['claims', 'payments', 'held', 'notices', 'clawbacks'] as const;

/** Jinhua's November: the first person is paid an allowance and a training, the second an allowance that the bank refuses; the fourth is held. */
describe('a citizen', () => {
  let api: TestApi;
  let month: ChunkMonth;
  let noticeId: string;
  /** What the first person saw before the bank had paid. */
  let listed: { readonly payments: readonly Row[]; readonly notices: readonly { readonly id: string; readonly lines: readonly { readonly number: number; readonly entitlement: string; readonly amountFen: number }[] }[] };
  beforeAll(async () => {
    api = await TestApi.start();
    month = await ChunkMonth.planned(api.subsidy);
    await month.calculate();
    await month.release();
    noticeId = await noticeUp(api.subsidy, month.batch, CHUNK_ID);
    await api.post('/claims', { as: ['handler'], key: 'a-claim', json: { entitlement: 'jinhua/7/post-allowance', payee: tokenNo(1), subject: 'cert-9', firstMonth: '2026-10', facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true } } });
    listed = { payments: await rows('payments'), notices: (await rows('notices')) as typeof listed.notices };
    api.subsidy.bank.reject(({ creditorName }) => (creditorName === '王2' ? 'AC04' : null));
    await month.disburse();
    const accepted = (await api.subsidy.items.ofChunk(CHUNK_ID)).filter(({ state }) => state === 'accepted');
    await api.subsidy.items.applyBookings(CHUNK_ID, accepted.map((item) => ({ itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: '2026-11-20' as never, page: '2026-11-20|p1' as const, reason: null })), []);
  });
  afterAll(() => api.close());

  const ask = (path: string, n = 1, city = JINHUA): Promise<Reply> => api.get(path, { as: ['citizen'], subject: `citizen-${n}`, person: tokenNo(n), city });
  const rows = async (list: string, n = 1): Promise<readonly Row[]> => (await ask(`/me/${list}`, n)).body['items'] as readonly Row[];
  const pathOf = (row: Row | undefined): string => encodeURIComponent(String(row?.['id']));

  it('learns who one is here, with all numbers masked, and where to object', async () => {
    expect((await ask('/me')).body).toEqual({
      person: { name: '王*', identityNumber: expect.stringMatching(/^330\*+\d{4}$/), bankAccount: expect.stringMatching(/^\*+\d{4}$/) },
      howToObject: { zh: expect.stringContaining('异议'), en: expect.any(String) },
    });
    expect((await ask('/me', 77)).body['person']).toBeNull();
  });

  it('reads what was claimed, how it was decided and by which facts and clause, in words', async () => {
    const [claim] = await rows('claims');
    expect(claim).toMatchObject({ id: 'jinhua/7/post-allowance|cert-9', title: { zh: expect.any(String) }, period: '2026-10', outcome: 'granted', says: { zh: '符合条件' }, corrections: 0 });
    const whole = (await ask(`/me/claims/${pathOf(claim)}`)).body;
    expect(whole).toMatchObject({ decisions: [{ outcome: 'granted', from: '2026-10', because: null }], explanation: { zh: expect.stringContaining('jinhua/7'), en: expect.stringContaining('600') } });
  });

  it('finds the public list with the own line in it, and its number, which an objection names', async () => {
    const [notice] = listed.notices;
    expect(notice).toMatchObject({ id: noticeId, howToObject: { zh: expect.any(String) } });
    const shown = ((await (await fetch(`${api.url}/public/notices/${noticeId}/lines`)).json()) as { items: readonly Row[] }).items;
    for (const line of notice?.lines ?? []) expect(shown.find(({ number }) => number === line.number)).toMatchObject({ entitlement: line.entitlement, amountFen: line.amountFen, name: '王*' });
    expect(notice?.lines).toHaveLength(2);
  });

  it('reads what is held, and why', async () => {
    expect(await rows('held', 4)).toEqual(expect.arrayContaining([expect.objectContaining({ period: '2026-11', resolved: false, reasons: [expect.objectContaining({ code: 'account-not-own', zh: '银行账户不在本人名下' })] })]));
  });

  it('reads where each payment stands from the public list on, when and how much was paid, and why', async () => {
    expect(new Set(listed.payments.map(({ stage }) => stage))).toEqual(new Set(['approved']));
    const [training, allowance] = await rows('payments');
    expect([training, allowance]).toEqual([
      expect.objectContaining({ entitlement: 'jinhua/7/certificate-training', stage: 'paid', paidOn: '2026-11-20' }),
      expect.objectContaining({ entitlement: 'jinhua/7/post-allowance', amountFen: 60_000, period: '2026-11', clause: 'jinhua/7', says: { zh: '已到账', en: 'Paid' } }),
    ]);
    expect((await rows('payments', 2)).map(({ stage }) => stage)).toEqual(['rejected']);
    expect((await ask(`/me/payments/${pathOf(allowance)}/explanation`)).body).toMatchObject({ explanation: { zh: expect.stringContaining('600'), en: expect.stringContaining('600') } });
  });

  it('pages through the own lines, and leaves them by no cursor', async () => {
    const first = await ask('/me/payments?limit=1');
    const second = await ask(`/me/payments?limit=1&cursor=${String(first.body['next'])}`);
    expect([first, second].map(({ body }) => (body['items'] as readonly Row[]).length)).toEqual([1, 1]);
    expect(second.body['next']).toBeUndefined();
    const others = await api.subsidy.items.ofChunk(CHUNK_ID);
    for (const cursor of ['', '|', '\u0000', ...others.map(({ id }) => id), JINHUA, '}'].filter((text) => text !== '')) {
      const { body } = await ask(`/me/payments?cursor=${encodeCursor(cursor)}`, 2);
      for (const { id } of (body['items'] ?? []) as readonly Row[]) expect((await rows('payments', 2)).map((row) => row['id'])).toContain(id);
    }
  });

  it('sees nothing of anybody else: no list, no address and no word of it leads there', async () => {
    const [theirs] = await rows('payments', 2);
    const [claim] = await rows('claims');
    expect((await ask(`/me/claims/${pathOf(claim)}`, 2)).status).toBe(404);
    for (const id of [`../${tokenNo(2)}|${String(theirs?.['id'])}`, `${JINHUA}${tokenNo(2)}|${String(theirs?.['id'])}`]) expect((await ask(`/me/payments/${encodeURIComponent(id)}/explanation`)).status).toBe(404);
    for (const list of LISTS) expect(JSON.stringify(await rows(list))).not.toMatch(new RegExp([2, 3, 4, 5, 6].map((n) => tokenNo(n)).join('|')));
    expect((await ask(`/me/claims?person=${tokenNo(2)}`)).status).toBe(400);
  });

  it('of another city is another person, whatever the token', async () => {
    for (const list of LISTS) expect((await ask(`/me/${list}`, 1, WENZHOU)).body['items']).toEqual([]);
  });

  it('is asked who it is: a token without a person sees nothing, and an officer is none by being one', async () => {
    expect(await api.get('/me/payments', { as: ['citizen'] })).toMatchObject({ status: 403, body: { code: 'citizen.no-person' } });
    expect(await api.get('/me/payments', { as: ['handler'], person: tokenNo(1) })).toMatchObject({ status: 403, body: { code: 'auth.role' } });
    for (const path of ['/claims', '/batches', `/persons/${tokenNo(1)}`, '/clawbacks']) expect((await ask(path)).status).toBe(403);
  });
});

it('a citizen learns of a claim back once it was notified, with what to do until when, and not what officers said', async () => {
  const api = await TestApi.start();
  try {
    const [due] = await new ClawbackOffice(api.subsidy).paid(60_000);
    const person = due?.person as PersonToken;
    const [item] = await api.subsidy.items.ofPayee({ city: JINHUA, person, after: null, limit: 1 });
    const seen = () => api.get('/me/clawbacks', { as: ['citizen'], person });
    const opened = await api.post('/clawbacks', { as: ['handler'], json: { itemId: item?.id, amountFen: 20_000, evidence: 'file-17', reason: 'never took part' } });
    expect((await seen()).body['items']).toEqual([]);
    await api.post(`/clawbacks/${String(opened.body['id'])}/notification`, { as: ['handler'], match: opened.etag ?? '' });
    const { body } = await seen();
    expect(body['items']).toEqual([expect.objectContaining({ id: opened.body['id'], status: 'notified', amountFen: 20_000, until: expect.any(String), whatYouCanDo: expect.objectContaining({ zh: expect.stringContaining('申辩') }) })]);
    expect(JSON.stringify(body)).not.toMatch(/never took part|file-17|handler-of/);
  } finally {
    await api.close();
  }
});
