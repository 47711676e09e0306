import { describe, expect, test } from '@jest/globals';
import { cityCode, day, fen, type Year } from '@gongjiang/kernel';
import fc from 'fast-check';
import {
  accountOf, balancesByPlace, checkPosting, findingsOf, LEDGER_CONTRACT, MemoryLedgerStore, movement, paidAccountOf, PLACES,
  turnoversOf, type Account, type Place, type Posting,
} from './index.js';

const FUND = { city: cityCode('330300'), fund: 'talent-special', year: '2026' as Year };
const at = (place: Place): Account => (place === 'paid' ? paidAccountOf(FUND, 'jinhua/7/post-allowance') : accountOf(FUND, place));
const posting = (id: string, lines: Posting['lines']): Posting => ({
  id, city: FUND.city, kind: 'settle', batchId: 'b', chunkId: null, businessDate: day('2026-11-02'), lines,
});

describe.each(LEDGER_CONTRACT)('the journal in memory', ({ claim, holds }) => {
  test(claim, () => holds(new MemoryLedgerStore()));
});

describe('the books', () => {
  const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 10 ** 11 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 40 });

  test('balance after any movements between any places', () => {
    fc.assert(fc.property(moves, (list) => {
      const postings = list.map(([amount, from, step], index) => posting(String(index), movement(fen(amount), at(PLACES[from] ?? 'paid'), at(PLACES[(from + step) % 6] ?? 'paid'))));
      expect(findingsOf(turnoversOf(postings)).filter((finding) => finding.code === 'ledger.unbalanced')).toEqual([]);
    }));
  });

  test('say which account is overdrawn', () => {
    const turnovers = turnoversOf([posting('1', movement(fen(100), at('reserved'), at('payable')))]);
    expect(findingsOf(turnovers)).toEqual([{ code: 'ledger.overdrawn', account: at('reserved'), amountFen: -100 }]);
  });

  test('do not balance when a line is lost on the way', () => {
    const [debit] = movement(fen(100), at('reserved'), at('payable'));
    expect(findingsOf(turnoversOf([posting('1', debit ? [debit] : [])])).map((finding) => finding.code)).toContain('ledger.unbalanced');
  });

  test('keep money paid under its place', () => {
    expect(balancesByPlace(turnoversOf([posting('1', movement(fen(60000), at('in-transit'), at('paid')))])).paid).toBe(60000);
  });
});

describe('a posting', () => {
  test('without lines is refused', () => expect(checkPosting(posting('1', []))).toMatchObject({ refusal: { code: 'ledger.empty' } }));
  test('of nothing is no movement', () => expect(movement(fen(0), at('reserved'), at('payable'))).toEqual([]));
  test('with more debit than credit is refused', () => {
    const lines = [...movement(fen(5), at('reserved'), at('payable')), { account: at('paid'), side: 'debit' as const, amountFen: fen(1) }];
    expect(checkPosting(posting('1', lines))).toMatchObject({ refusal: { code: 'ledger.unbalanced' } });
  });
});
