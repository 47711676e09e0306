import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentMessageAnswerSchema, statementSchema, statusInquiryAnswerSchema, type Statement } from '@gongjiang/contracts';
import { cardOf, messageOf, paymentOf, PAYER } from '../books/books.builders.js';
import { BankClient } from './bank.client.js';
import { startedBank } from './bank.fixture.js';

let bank: Awaited<ReturnType<typeof startedBank>>;
beforeAll(async () => { bank = await startedBank(); });
afterAll(() => bank.stop());

describe('the bank over HTTP', () => {
  test('takes a message, and says of its lines what the contract says', async () => {
    const answer = await bank.client.pay([paymentOf('h1'), paymentOf('h2', { creditorAccount: '12' })]);
    expect(answer.status).toBe(200);
    expect(paymentMessageAnswerSchema.parse(answer.body)).toMatchObject({ status: 'partially-accepted', lines: [{ status: 'accepted' }, { reasonCode: 'AC01' }] });
    const statuses = await bank.client.inquire({ endToEndIds: ['h1', 'h2', 'h3'] });
    expect(statusInquiryAnswerSchema.parse(statuses.body).statuses.map(({ status }) => status)).toEqual(['settled', 'rejected', 'unknown-id']);
  });

  test('says where each line of a payment information stands', async () => {
    await bank.client.pay([paymentOf('i1'), paymentOf('i2')], { paymentInformationId: 'PI' });
    const answer = await bank.client.inquire({ paymentInformationId: 'PI' });
    expect(answer.body).toMatchObject({ statuses: [{ endToEndId: 'i1' }, { endToEndId: 'i2' }], nextCursor: null });
  });

  test('refuses a message that its totals contradict, names the field, and books nothing', async () => {
    const answer = await bank.client.call('POST', '/payments', { ...messageOf([paymentOf('t1')]), controlSumFen: 1 });
    expect(answer.type).toContain('application/problem+json');
    expect(answer).toMatchObject({ status: 400, body: { code: 'bank.malformed', errors: [{ path: 'controlSumFen' }] } });
    expect((await bank.client.inquire({ endToEndIds: ['t1'] })).body.statuses[0]?.status).toBe('unknown-id');
  });

  test('refuses text that is no JSON, and an address that is none', async () => {
    const broken = await fetch(`${bank.url}/payments`, { method: 'POST', headers: { authorization: 'Bearer a key for tests only', 'content-type': 'application/json' }, body: '{' });
    expect([broken.status, await broken.json()]).toMatchObject([400, { code: 'bank.malformed' }]);
    expect(await bank.client.call('GET', '/nowhere')).toMatchObject({ status: 404, body: { code: 'bank.no-such-page' } });
  });

  test('opens to nobody without the key, but says to all that it lives', async () => {
    const stranger = new BankClient(bank.url, 'another key, also long');
    expect(await stranger.call('GET', '/books/summary')).toMatchObject({ status: 401, body: { code: 'bank.no-key' } });
    expect(await stranger.pay([paymentOf('k1')])).toMatchObject({ status: 401 });
    expect(await stranger.call('GET', '/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('gives the statement in pages that together are the day', async () => {
    await bank.client.pay(Array.from({ length: 12 }, (_, at) => paymentOf(`s${at}`)));
    const entries: Statement['entries'] = [];
    let cursor: string | null = '0';
    let pages = 0;
    while (cursor !== null) {
      const page: Statement = statementSchema.parse((await bank.client.statement({ account: PAYER, day: '2026-11-02', limit: '5', cursor })).body);
      entries.push(...page.entries);
      cursor = page.nextCursor;
      pages += 1;
      expect(page.page).toBe(pages);
    }
    expect(pages).toBeGreaterThan(2);
    expect(new Set(entries.map(({ entryReference }) => entryReference)).size).toBe(entries.length);
    expect(entries.filter(({ kind }) => kind === 'debit').length).toBe((await bank.client.summary()).byStatus.settled.count);
  });

  test.each([
    ['an account that it does not know', { account: 'nobody', day: '2026-11-02' }, 404, 'bank.unknown-account'],
    ['a day to come', { account: PAYER, day: '2028-11-02' }, 404, 'bank.statement-not-yet'],
    ['a day that is none', { account: PAYER, day: '2026-02-30' }, 400, 'bank.malformed'],
    ['a cursor that was never given out', { account: PAYER, day: '2026-11-02', cursor: 'x' }, 400, 'bank.malformed'],
    ['a page beyond the limit', { account: PAYER, day: '2026-11-02', limit: '10001' }, 400, 'bank.malformed'],
  ])('has no statement for %s', async (_, query, status, code) => {
    expect(await bank.client.statement(query)).toMatchObject({ status, body: { code } });
  });

  test('shows each payment in full, and all of them in pages', async () => {
    await bank.client.pay([paymentOf('b1'), paymentOf('b2')], { paymentInformationId: 'PB' });
    expect((await bank.client.call('GET', '/books/payments/b1')).body).toMatchObject({ payments: [{ endToEndId: 'b1', creditorName: '陈建国', status: 'settled', paymentInformationId: 'PB' }] });
    expect(await bank.client.call('GET', '/books/payments/none')).toMatchObject({ status: 404, body: { code: 'bank.unknown-payment' } });
    const { byStatus } = await bank.client.summary();
    const page = await bank.client.call<{ payments: unknown[]; nextCursor: string | null }>('GET', '/books/payments?limit=1');
    expect(page.body).toMatchObject({ payments: [{}], nextCursor: '1' });
    const total = Object.values(byStatus).reduce((sum, { count }) => sum + count, 0);
    expect((await bank.client.call<{ payments: unknown[] }>('GET', '/books/payments')).body.payments).toHaveLength(total);
  });

  test('is told of closed accounts, of money, and of the next day', async () => {
    await bank.client.call('POST', '/accounts/states', [{ account: cardOf(20), state: 'closed' }, { account: cardOf(21), state: 'returned-later' }]);
    const answer = await bank.client.pay([paymentOf('o1', { creditorAccount: cardOf(20) }), paymentOf('o2', { creditorAccount: cardOf(21) })]);
    expect(answer.body.lines.map(({ reasonCode }) => reasonCode)).toEqual(['AC04', null]);
    const { businessDate } = (await bank.client.call<{ businessDate: string }>('GET', '/business-date')).body;
    expect(await bank.client.call('POST', '/business-date', { to: '2026-01-01' })).toMatchObject({ status: 409, body: { code: 'bank.date-backwards', details: { from: businessDate } } });
    expect(await bank.client.call('POST', '/accounts/fund', { account: PAYER, amountFen: 5, reference: 'F1' })).toMatchObject({ status: 409 });
    expect(await bank.client.call('GET', `/accounts/${PAYER}`)).toMatchObject({ body: { fundedFen: 1_000_000_000 } });
    expect(await bank.client.call('GET', '/accounts/none')).toMatchObject({ status: 404 });
  });
});

test('a payment to an unusable account is given back when its day has come', async () => {
  const later = await startedBank({ settlementDays: 1, returnDays: 3 });
  try {
    await later.client.call('POST', '/accounts/states', [{ account: cardOf(1), state: 'returned-later' }]);
    await later.client.pay([paymentOf('e1')]);
    const statusOn = async (to: string) => {
      await later.client.call('POST', '/business-date', { to });
      return (await later.client.inquire({ endToEndIds: ['e1'] })).body.statuses[0];
    };
    expect(await statusOn('2026-11-02')).toMatchObject({ status: 'accepted' });
    expect(await statusOn('2026-11-03')).toMatchObject({ status: 'settled', bookedOn: '2026-11-03' });
    expect(await statusOn('2026-11-06')).toMatchObject({ status: 'returned', bookedOn: '2026-11-06', reasonCode: 'AC04' });
  } finally {
    await later.stop();
  }
});
