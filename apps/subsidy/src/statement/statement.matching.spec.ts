import { describe, expect, it } from '@jest/globals';
import { fen } from '@gongjiang/kernel';
import { itemNo } from '../item/item.builders.js';
import type { Item, ItemState, StatementPage } from '../item/item.js';
import { debitOf, returnOf, type BookedEntry } from './statement.builders.js';
import { bookedByEntitlement, matchEntries, unknownEntries, type Mismatch } from './statement.matching.js';

const PAGE: StatementPage = '2026-11-20|p1';
const ELSEWHERE: StatementPage = '2026-11-20|p2';
const accepted = itemNo(1, { state: 'accepted' });
const settled = itemNo(1, { state: 'settled', settledBy: PAGE });
const returned = itemNo(1, { state: 'returned', settledBy: PAGE, returnedBy: PAGE });
const settledElsewhere = itemNo(1, { state: 'settled', settledBy: ELSEWHERE });
const returnedElsewhere = itemNo(1, { state: 'returned', settledBy: ELSEWHERE, returnedBy: ELSEWHERE });

function matched(item: Item, ...entries: readonly BookedEntry[]): { settled: number; returned: number; cases: readonly Mismatch['kind'][] } {
  const { settled: debits, returned: returns, mismatches } = matchEntries([item], entries, PAGE);
  return { settled: debits.length, returned: returns.length, cases: mismatches.map(({ kind }) => kind) };
}

describe('a line of the bank\'s statement', () => {
  it.each<[string, Item, readonly BookedEntry[], ReturnType<typeof matched>]>([
    ['books what was accepted', accepted, [debitOf(accepted)], { settled: 1, returned: 0, cases: [] }],
    ['that is read again says the same again', settled, [debitOf(settled)], { settled: 1, returned: 0, cases: [] }],
    ['brings back what was settled', settledElsewhere, [returnOf(accepted)], { settled: 0, returned: 1, cases: [] }],
    ['brings back what the same page settled', accepted, [debitOf(accepted), returnOf(accepted)], { settled: 1, returned: 1, cases: [] }],
    ['and its return, both read again, say the same again', returned, [debitOf(accepted), returnOf(accepted)], { settled: 1, returned: 1, cases: [] }],
    ['that nobody sent is a case', accepted, [debitOf(itemNo(9))], { settled: 0, returned: 0, cases: ['unknown-id'] }],
    ['over a fen too much is a case', accepted, [debitOf(accepted, { amountFen: fen(60_001) })], { settled: 0, returned: 0, cases: ['wrong-amount'] }],
    ['that comes twice on one page is a case', accepted, [debitOf(accepted), debitOf(accepted, { entryReference: 'D2' })], { settled: 1, returned: 0, cases: ['double-booking'] }],
    ['that comes again on another page is a case', settledElsewhere, [debitOf(accepted)], { settled: 0, returned: 0, cases: ['double-booking'] }],
    ['that comes again after the return is a case', returnedElsewhere, [debitOf(accepted)], { settled: 0, returned: 0, cases: ['double-booking'] }],
    ['that comes back twice on one page is a case', settledElsewhere, [returnOf(accepted), returnOf(accepted, { entryReference: 'R2' })], { settled: 0, returned: 1, cases: ['double-booking'] }],
    ['that comes back again on another page is a case', returnedElsewhere, [returnOf(accepted)], { settled: 0, returned: 0, cases: ['double-booking'] }],
    ['that brings back what was never settled is a case', accepted, [returnOf(accepted)], { settled: 0, returned: 0, cases: ['not-settled'] }],
  ])('%s', (_what, item, entries, expected) => {
    expect(matched(item, ...entries)).toEqual(expected);
  });

  it.each(['due', 'rejected'] as const satisfies readonly ItemState[])('that books what is %s is a case', (state) => {
    expect(matched(itemNo(1, { state }), debitOf(accepted))).toEqual({ settled: 0, returned: 0, cases: ['not-accepted'] });
  });

  it('that does not match says what was expected', () => {
    expect(matchEntries([accepted], [debitOf(accepted, { amountFen: fen(1) })], PAGE).mismatches).toEqual([
      { kind: 'partial', entryReference: debitOf(accepted).entryReference, endToEndId: debitOf(accepted).endToEndId, bookedFen: 1, expectedFen: 60_000, entryKind: 'debit' },
    ]);
  });

  describe('by which the bank takes its own booking back', () => {
    const wrong = debitOf(accepted, { entryReference: 'W', amountFen: fen(60_001) });
    const back = returnOf(accepted, { entryReference: 'T', amountFen: fen(60_001) });

    it('touches no line: the case has it, and the right booking settles', () => {
      const { settled: debits, returned: returns, mismatches } = matchEntries([accepted], [wrong, back, debitOf(accepted)], PAGE);
      expect([debits.length, returns.length, mismatches.map(({ kind, correctedBy }) => [kind, correctedBy?.entryReference])]).toEqual([1, 0, [['wrong-amount', 'T']]]);
    });

    it('is no return of the one that was right, where it was booked twice', () => {
      const { settled: debits, returned: returns, mismatches } = matchEntries([accepted], [debitOf(accepted), debitOf(accepted, { entryReference: 'D2' }), returnOf(accepted)], PAGE);
      expect([debits.length, returns.length, mismatches.map(({ kind, correctedBy }) => [kind, correctedBy !== undefined])]).toEqual([1, 0, [['double-booking', true]]]);
    });

    it('takes back once: what comes back again is something else', () => {
      expect(matched(accepted, debitOf(accepted), debitOf(accepted, { entryReference: 'D2' }), returnOf(accepted), returnOf(accepted, { entryReference: 'R2' }))).toEqual({ settled: 1, returned: 1, cases: ['double-booking'] });
    });

    it('does so also for what nobody sent', () => {
      expect(unknownEntries([wrong, back]).map(({ kind, correctedBy }) => [kind, correctedBy?.entryReference])).toEqual([['unknown-id', 'T']]);
    });
  });
});

it('the money of bookings is summed by entitlement', () => {
  const booking = (entitlement: string, amountFen: number) => ({ itemId: 'x', entitlement, amountFen: fen(amountFen), bookedOn: debitOf(accepted).bookedOn, page: PAGE, reason: null });
  expect([...bookedByEntitlement([booking('a', 1), booking('b', 10), booking('a', 2)])]).toEqual([['a', 3], ['b', 10]]);
});
