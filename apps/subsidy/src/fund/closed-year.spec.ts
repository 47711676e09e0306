import { describe, expect, it } from '@jest/globals';
import { day, fen, type Year } from '@gongjiang/kernel';
import { accountOf, balancesByPlace, findingsOf, movement, paidAccountOf, POSTING_KINDS, turnoversOf, type Posting } from '@gongjiang/ledger';
import fc from 'fast-check';
import { inOpenYears } from './closed-year.js';
import { ALLOWANCE, FUND_YEAR } from './fund.builders.js';

const NEXT = '2027' as Year;
const posting = (kind: Posting['kind'], lines: Posting['lines']): Posting => ({ id: kind, city: FUND_YEAR.city, kind, batchId: 'b', chunkId: 'c', businessDate: day('2027-02-01'), lines });
const closed2026 = ({ year }: { readonly year: Year }): Year => (year === FUND_YEAR.year ? NEXT : year);
const accounts = ({ lines }: Posting): readonly string[] => lines.map(({ account }) => account.split('/').slice(2).join('/'));
const payable = accountOf(FUND_YEAR, 'payable');
const paid = paidAccountOf(FUND_YEAR, ALLOWANCE);

describe('a posting that comes after its year was closed', () => {
  it.each<[string, Posting, readonly string[]]>([
    ['a return of what was paid in it', posting('return', movement(fen(1), paid, payable)), ['2027/payable', '2027/prior-years']],
    ['a payment of what was carried on', posting('settle', movement(fen(1), accountOf(FUND_YEAR, 'in-transit'), paid)), [`2027/paid/${ALLOWANCE}`, '2027/in-transit']],
    ['a clawback of what was paid in it', posting('claim-back', movement(fen(1), paid, accountOf(FUND_YEAR, 'claimed-back'))), ['2027/claimed-back', '2027/prior-years']],
    ['the end of the year itself', posting('lapse', movement(fen(1), accountOf(FUND_YEAR, 'available'), accountOf(FUND_YEAR, 'appropriated'))), ['2026/appropriated', '2026/available']],
  ])('%s', (_what, late, expected) => {
    expect(accounts(inOpenYears(late, closed2026))).toEqual(expected);
  });

  it('takes what came back out of the open year where it was paid there', () => {
    expect(accounts(inOpenYears(posting('return', movement(fen(1), paid, payable)), closed2026, () => NEXT))).toEqual(['2027/payable', `2027/paid/${ALLOWANCE}`]);
  });

  it('is the same posting where its year is open', () => {
    const own = posting('return', movement(fen(1), paid, payable));
    expect(inOpenYears(own, ({ year }) => year)).toBe(own);
  });

  it('balances as it did, in every kind and between any places', () => {
    fc.assert(fc.property(fc.constantFrom(...POSTING_KINDS), fc.constantFrom(payable, paid), fc.constantFrom(accountOf(FUND_YEAR, 'available'), accountOf(FUND_YEAR, 'claimed-back')), fc.integer({ min: 1, max: 1_000 }), (kind, from, to, amount) => {
      const booked = turnoversOf([inOpenYears(posting(kind, movement(fen(amount), from, to)), closed2026)]);
      expect(findingsOf(booked).some(({ code }) => code === 'ledger.unbalanced')).toBe(false);
      expect(Object.values(balancesByPlace(booked)).filter((balance) => balance === amount)).toHaveLength(1);
    }));
  });
});
