import { describe, expect, it } from '@jest/globals';
import { day, fen, sumFen } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, turnoversOf } from '@gongjiang/ledger';
import fc from 'fast-check';
import { ALLOWANCE, fundOf, FUND_YEAR, movementOf, TRAINING } from './fund.builders.js';
import { reserve } from './fund.reserve.js';
import { spendingOf } from './fund.spending.js';
import type { Fund } from './fund.js';

const FUND = fundOf([movementOf('m', 100), movementOf('p', 50, { source: 'provincial', earmark: [TRAINING] })]);
const reserved = (fund: Fund, batchId: string, entitlement: string, amountFen: number): Fund => {
  const result = reserve(fund, { batchId, calculation: 1 }, fen(amountFen), [{ entitlement, amountFen: fen(amountFen) }]);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const paid = (...sums: readonly (readonly [string, number])[]) => turnoversOf(sums.map(([entitlement, amountFen], at) => (
  { id: String(at), city: FUND_YEAR.city, kind: 'settle', batchId: null, chunkId: null, businessDate: day('2026-11-20'), lines: movement(fen(amountFen), accountOf(FUND_YEAR, 'in-transit'), paidAccountOf(FUND_YEAR, entitlement)) })));

describe('spending', () => {
  const fund = reserved(reserved(FUND, 'a', TRAINING, 70), 'b', ALLOWANCE, 40);

  it('is told by entitlement and source, the earmarked money first', () => {
    expect(spendingOf(fund, paid([TRAINING, 60], [ALLOWANCE, 40])).map(({ entitlement, source, paidFen }) => [entitlement, source, paidFen])).toEqual([
      [TRAINING, 'provincial', 50], [TRAINING, 'municipal', 10], [ALLOWANCE, 'municipal', 40],
    ]);
  });

  it('beyond what was ever reserved has no source: it is told, and not hidden', () => {
    expect(spendingOf(fund, paid([ALLOWANCE, 45]))).toContainEqual({ entitlement: ALLOWANCE, source: null, earmark: [], paidFen: 5 });
  });

  it('comes to what the books say, whatever was paid', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }), (training, allowance) => {
      expect(sumFen(spendingOf(fund, paid([TRAINING, training], [ALLOWANCE, allowance])).map(({ paidFen }) => paidFen))).toBe(training + allowance);
    }));
  });

  it('of another fund or year is not told here', () => {
    expect(spendingOf({ ...fund, fund: 'hr-employment' }, paid([TRAINING, 60]))).toEqual([]);
  });
});
