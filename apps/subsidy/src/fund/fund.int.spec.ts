import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fen, sumFen, type Year } from '@gongjiang/kernel';
import { testNamespace } from '@gongjiang/testing';
import fc from 'fast-check';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { testSubsidy, type TestSubsidy } from '../subsidy.fixture.js';
import { availableFen, type ReservationKey } from './fund.js';
import { movementOf, YEAR } from './fund.builders.js';

describe('a fund in the database', () => {
  let subsidy: TestSubsidy;
  beforeAll(async () => { subsidy = await testSubsidy(); });
  afterAll(() => subsidy.close());

  /** A fund that no other test knows, with a budget. */
  async function fundWith(budgetFen: number): Promise<string> {
    const fund = testNamespace().prefix;
    await subsidy.funds.move({ city: JINHUA, fund, year: YEAR }, [movementOf('first', budgetFen)]);
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

  it('has what came back once, though it is told many times at once', async () => {
    const fund = await fundWith(100);
    await Promise.all(Array.from({ length: 8 }, (_, at) => subsidy.funds.recover(JINHUA, fund, YEAR, `case-${at % 2}`, fen(10))));
    const found = await subsidy.funds.find(JINHUA, fund, YEAR);
    expect(found && availableFen(found)).toBe(120);
  });

  it('sets a cancelled batch\'s money free in every year, and nobody else\'s', async () => {
    const fund = await fundWith(100);
    await subsidy.funds.move({ city: JINHUA, fund, year: '2027' as Year }, [movementOf('first', 100)]);
    await subsidy.funds.move({ city: WENZHOU, fund, year: YEAR }, [movementOf('first', 100)]);
    await reserve(fund, 'a', 60);
    await subsidy.funds.reserve(keyOf(fund, 'a', { year: '2027' as Year }), fen(10));
    await subsidy.funds.reserve(keyOf(fund, 'a', { city: WENZHOU }), fen(10));
    await subsidy.funds.free(JINHUA, fund, 'a');
    expect(await reservations(fund)).toEqual({});
    expect((await subsidy.funds.find(JINHUA, fund, '2027' as Year))?.reservations).toEqual([]);
    expect((await subsidy.funds.find(WENZHOU, fund, YEAR))?.reservations).toHaveLength(1);
  });
});
