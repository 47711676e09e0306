import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day, fen, sumFen, type Year } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf } from '@gongjiang/ledger';
import { testNamespace } from '@gongjiang/testing';
import fc from 'fast-check';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import type { ReservationKey } from './fund.js';
import { FundService } from './fund.service.js';

const YEAR = '2026' as Year;
const BY = { city: JINHUA, actor: 'ma', on: day('2026-11-02'), source: '10.0.0.7' };

describe('a fund', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());

  /** A fund that no other test knows, with a budget. */
  async function fundWith(budgetFen: number): Promise<string> {
    const fund = testNamespace().prefix;
    await subsidy.funds.setBudget(JINHUA, fund, YEAR, fen(budgetFen));
    return fund;
  }
  const keyOf = (fund: string, batchId: string, parts: Partial<ReservationKey> = {}): ReservationKey => ({ city: JINHUA, fund, year: YEAR, batchId, calculation: 1, ...parts });
  const reserve = (fund: string, batchId: string, amountFen: number) => subsidy.funds.reserve(keyOf(fund, batchId), fen(amountFen));
  const reservations = async (fund: string): Promise<Record<string, number>> => Object.fromEntries(((await subsidy.funds.find(JINHUA, fund, YEAR))?.reservations ?? []).map(({ batchId, amountFen }) => [batchId, amountFen]));

  it('is never overdrawn, however many batches reserve at once', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 25 }), fc.integer({ min: 1, max: 300 }), async (amounts, budgetFen) => {
      const fund = await fundWith(budgetFen);
      const outcomes = await Promise.all(amounts.map((amount, batch) => reserve(fund, `b${batch}`, amount)));
      const reserved = await reservations(fund);
      const taken = sumFen(Object.values(reserved).map(fen));
      expect(taken).toBeLessThanOrEqual(budgetFen);
      outcomes.forEach((outcome, batch) => expect(outcome.ok).toBe(`b${batch}` in reserved));
      amounts.forEach((amount, batch) => { if (!(`b${batch}` in reserved)) expect(taken + amount).toBeGreaterThan(budgetFen); });
    }), { numRuns: 15 });
  });

  it('is reserved to the last fen, and not one fen more', async () => {
    const fund = await fundWith(100);
    expect((await reserve(fund, 'a', 60)).ok).toBe(true);
    expect(await reserve(fund, 'b', 41)).toMatchObject({ ok: false, refusal: { code: 'fund.overdrawn', details: { availableFen: 40, neededFen: 41 } } });
    expect((await reserve(fund, 'b', 40)).ok).toBe(true);
  });

  it('is reserved once for a batch that asks twice, also at the same time', async () => {
    const fund = await fundWith(100);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => reserve(fund, 'a', 60)));
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
    expect(await reservations(fund)).toEqual({ a: 60 });
    expect(await reserve(fund, 'a', 50)).toMatchObject({ ok: false, refusal: { code: 'fund.reserved-otherwise', details: { reservedFen: 60 } } });
  });

  it('without a budget in that year reserves nothing', async () => {
    expect(await subsidy.funds.reserve(keyOf(await fundWith(100), 'a', { year: '2027' as Year }), fen(1))).toMatchObject({ ok: false, refusal: { code: 'fund.unknown' } });
  });

  it('keeps for a batch what it needs and sets the rest free; twice is once', async () => {
    const fund = await fundWith(100);
    await reserve(fund, 'a', 60);
    await reserve(fund, 'b', 40);
    const keep = (amountFen: number) => subsidy.funds.keepOnly(keyOf(fund, 'a'), fen(amountFen));
    expect(await keep(25)).toMatchObject({ ok: true });
    await keep(25);
    expect(await reservations(fund)).toEqual({ a: 25, b: 40 });
    await keep(60);
    expect(await reservations(fund)).toEqual({ a: 25, b: 40 });
    await keep(0);
    await keep(0);
    expect(await reservations(fund)).toEqual({ b: 40 });
  });

  it('keeps what a later calculation of the batch reserved, whoever comes late with an earlier one', async () => {
    const fund = await fundWith(100);
    await subsidy.funds.reserve(keyOf(fund, 'a', { calculation: 2 }), fen(60));
    await subsidy.funds.keepOnly(keyOf(fund, 'a', { calculation: 1 }), fen(0));
    expect(await reserve(fund, 'a', 60)).toMatchObject({ ok: false, refusal: { code: 'fund.reserved-otherwise' } });
    expect(await reservations(fund)).toEqual({ a: 60 });
    await subsidy.funds.keepOnly(keyOf(fund, 'a', { calculation: 2 }), fen(0));
    expect(await reservations(fund)).toEqual({});
  });

  it('sets a cancelled batch\'s money free in every year, and nobody else\'s', async () => {
    const fund = await fundWith(100);
    await subsidy.funds.setBudget(JINHUA, fund, '2027' as Year, fen(100));
    await subsidy.funds.setBudget(WENZHOU, fund, YEAR, fen(100));
    await reserve(fund, 'a', 60);
    await subsidy.funds.reserve(keyOf(fund, 'a', { year: '2027' as Year }), fen(10));
    await subsidy.funds.reserve(keyOf(fund, 'a', { city: WENZHOU }), fen(10));
    await subsidy.funds.free(JINHUA, fund, 'a');
    expect(await reservations(fund)).toEqual({});
    expect((await subsidy.funds.find(JINHUA, fund, '2027' as Year))?.reservations).toEqual([]);
    expect((await subsidy.funds.find(WENZHOU, fund, YEAR))?.reservations).toHaveLength(1);
  });

  describe('whose budget is set', () => {
    const service = (): FundService => new FundService(subsidy.funds, subsidy.changes);
    const setTo = (fund: string, amountFen: number, on = BY) => service().setBudget(on, fund, YEAR, fen(amountFen));
    /** What the books say is left of this fund. */
    const booked = async (fund: string): Promise<number> => {
      const turnovers = (await subsidy.ledger.turnovers(JINHUA)).filter(({ account }) => account.split('/')[1] === fund);
      expect(findingsOf(turnovers)).toEqual([]);
      return balancesByPlace(turnovers).available;
    };
    const audited = (fund: string): Promise<number> => subsidy.connection.db.collection('audit_entries').countDocuments({ kind: 'fund.budget-set', object: `${fund}/${YEAR}` });

    it('has it in the books, and in the audit trail', async () => {
      const fund = testNamespace().prefix;
      expect(await setTo(fund, 500)).toMatchObject({ ok: true, value: { budgetFen: 500 } });
      expect([await booked(fund), await audited(fund)]).toEqual([500, 1]);
    });

    it('below what is reserved is refused, and nothing changes', async () => {
      const fund = testNamespace().prefix;
      await setTo(fund, 500);
      await reserve(fund, 'a', 300);
      expect(await setTo(fund, 299)).toMatchObject({ ok: false, refusal: { code: 'fund.below-reserved' } });
      expect(await booked(fund)).toBe(500);
      expect(await setTo(fund, 300)).toMatchObject({ ok: true });
      expect([await booked(fund), await audited(fund)]).toEqual([300, 2]);
    });

    it('to the same sum again changes nothing', async () => {
      const fund = testNamespace().prefix;
      await setTo(fund, 500);
      await setTo(fund, 500);
      expect([await booked(fund), await audited(fund)]).toEqual([500, 1]);
    });

    it('up and down and up again to the same sums is each time in the books', async () => {
      const fund = testNamespace().prefix;
      for (const amount of [100, 200, 100, 200]) await setTo(fund, amount);
      expect([await booked(fund), await audited(fund)]).toEqual([200, 4]);
    });

    it('and then crashes before the books know, has it in the books after the next try', async () => {
      const fund = testNamespace().prefix;
      await setTo(fund, 500);
      await subsidy.funds.setBudget(JINHUA, fund, YEAR, fen(800));
      await setTo(fund, 800);
      expect(await booked(fund)).toBe(800);
      await subsidy.funds.setBudget(JINHUA, fund, YEAR, fen(900));
      await setTo(fund, 1_000);
      expect([await booked(fund), await audited(fund)]).toEqual([1_000, 4]);
    });

    it('by two officers at once ends as one of them said, and the books agree', async () => {
      const fund = testNamespace().prefix;
      await Promise.all([setTo(fund, 500), setTo(fund, 800), setTo(fund, 300)]);
      expect(await booked(fund)).toBe((await subsidy.funds.find(JINHUA, fund, YEAR))?.budgetFen);
    });
  });
});
