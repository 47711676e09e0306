import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { day, fen, sumFen, type Day, type Year } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf } from '@gongjiang/ledger';
import type { KeptBatch } from '../batch/batch.store.js';
import { closedMonth, FUND } from '../books/books.fixture.js';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { ALLOWANCE, FUND_YEAR, YEAR } from '../fund/fund.builders.js';
import { FinanceOffice } from '../fund/fund-change.fixture.js';
import { TestApi } from '../subsidy.http.fixture.js';
import type { Voucher } from './voucher.js';

describe('vouchers', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  let month: KeptBatch;
  beforeEach(async () => { month = await closedMonth(api.subsidy); });
  afterAll(() => api.close());

  const make = (on: Day = day('2026-11-21')) => api.subsidy.voucherService.make({ city: JINHUA, actor: 'ma', on, source: 'x' });
  const all = async (year: Year | null = null): Promise<readonly Voucher[]> => api.subsidy.vouchers.ofCity(JINHUA, { year, after: null, limit: 100 });
  const balanced = ({ lines }: Voucher): boolean => sumFen(lines.filter(({ side }) => side === 'debit').map(({ amountFen }) => amountFen)) === sumFen(lines.filter(({ side }) => side === 'credit').map(({ amountFen }) => amountFen));

  it('are made once for the budget and the closed batch, though two make them at once, numbered without gaps', async () => {
    const outcomes = await Promise.all([make(), make(), make()]);
    expect(outcomes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.value.made : 0), 0)).toBe(2);
    const vouchers = await all();
    expect(vouchers.map(({ number, kind, businessDate }) => [number, kind, businessDate])).toEqual([[1, 'fund', '2026-11-03'], [2, 'batch', '2026-11-21']]);
    expect(vouchers.every(balanced)).toBe(true);
    expect(vouchers[1]?.lines.filter(({ entitlement }) => entitlement === ALLOWANCE).map(({ side, amountFen, clause, source }) => [side, amountFen, clause, source])).toEqual([['debit', 'outcome' in month.batch ? month.batch.outcome.settledFen : 0, 'jinhua/7', 'municipal']]);
    expect(await make()).toEqual({ ok: true, value: { made: 0, left: 0 } });
  });

  it('are fetched as a file by whoever carries them over, and that is on record', async () => {
    await make();
    const [first] = await all();
    expect(first).toBeDefined();
    const files = await Promise.all([1, 2].map(() => api.get(`/vouchers/${first?.id}/file`, { as: ['integrator'] })));
    expect(files[0]?.status).toBe(200);
    expect(files[0]?.file).toEqual(files[1]?.file);
    expect((await api.get(`/vouchers/${first?.id}/file?as=json`, { as: ['finance'] })).body).toMatchObject({ id: first?.id, number: 1 });
    expect(await api.get(`/vouchers/${first?.id}/file`, { as: ['finance'], city: WENZHOU })).toMatchObject({ status: 404, body: { code: 'voucher.unknown' } });
    expect(await api.subsidy.connection.db.collection('audit_entries').countDocuments({ kind: 'voucher.fetched', object: first?.id ?? '' })).toBe(3);
  });

  it('of what comes after a batch\'s close are the next part, of the day on which they are made', async () => {
    const lines = movement(fen(60_000), paidAccountOf(FUND_YEAR, ALLOWANCE), accountOf(FUND_YEAR, 'payable'));
    await make();
    const [, batch] = await all();
    await api.subsidy.ledger.post([{ id: 'return|late', city: JINHUA, kind: 'return', batchId: batch?.subject ?? '', chunkId: 'c', businessDate: day('2026-12-02'), lines }]);
    expect(await make(day('2026-12-03'))).toEqual({ ok: true, value: { made: 1, left: 0 } });
    expect((await all()).at(-1)).toMatchObject({ number: 3, part: 2, subject: batch?.subject, businessDate: '2026-12-03' });
  });

  it('begin at one in each year', async () => {
    await make();
    await new FinanceOffice(api.subsidy).change(FUND, '2027' as Year, { kind: 'budget', source: 'municipal', earmark: [], budgetFen: fen(5) }, day('2027-01-04'));
    await make(day('2027-01-05'));
    expect((await all('2027' as Year)).map(({ number, year }) => [number, year])).toEqual([[1, '2027']]);
    expect((await all(YEAR)).map(({ number }) => number)).toEqual([1, 2]);
  });
});
