import { describe, expect, it } from '@jest/globals';
import { fen, type Fen, type Year } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, turnoversOf, type Account, type AccountTurnover, type Posting } from '@gongjiang/ledger';
import { AFTER_NOTICE, NONE, OUTCOME, TOTALS } from '../batch/batch.builders.js';
import { JINHUA } from '../city/city.builders.js';
import type { ItemState } from '../item/item.js';
import type { ItemSum } from '../item/item.store.js';
import { booksAgree, outcomeOfLines } from './batch.reconcile.js';

const FUND = { city: JINHUA, fund: 'talent-special', year: '2026' as Year };
const place = (name: Parameters<typeof accountOf>[1]): Account => accountOf(FUND, name);
const PAID = paidAccountOf(FUND, 'jinhua/7/post-allowance');

const sum = (state: ItemState, lines: number, amountFen: number): ItemSum => ({ state, way: 'pay', entitlement: 'jinhua/7/post-allowance', lines, amountFen: fen(amountFen) });

/** The batch's turnovers after money has moved so. */
function books(...moves: readonly (readonly [Account, Account, number])[]): readonly AccountTurnover[] {
  return turnoversOf(moves.map(([from, to, amount], at): Posting => ({ id: `p${at}`, city: JINHUA, kind: 'reserve', batchId: 'b', chunkId: null, businessDate: AFTER_NOTICE, lines: movement(amount as Fen, from, to) })));
}
const OWED = [[place('available'), place('reserved'), 160_000], [place('reserved'), place('payable'), 160_000], [place('payable'), place('in-transit'), 160_000]] as const;

describe('what became of a batch\'s lines', () => {
  it.each(['due', 'accepted'] as const)('is not known while one of them is %s', (state) => {
    expect(outcomeOfLines([sum('settled', 1, 60_000), sum(state, 1, 100_000)])).toBeUndefined();
  });

  it('is the sum over all entitlements, by state', () => {
    const other = { ...sum('settled', 2, 5), entitlement: 'jinhua/7/certificate-training' };
    const held = [sum('withheld', 1, 3), sum('void', 2, 8)];
    expect(outcomeOfLines([sum('settled', 1, 60_000), other, sum('rejected', 3, 7), sum('returned', 4, 9), ...held])).toEqual({
      settledLines: 3, settledFen: 60_005, rejectedLines: 3, rejectedFen: 7, returnedLines: 4, returnedFen: 9, unpaidLines: 3, unpaidFen: 11,
    });
  });
});

describe('the books of a batch', () => {
  it('agree with its lines when all of it is paid', () => {
    expect(booksAgree(books(...OWED, [place('in-transit'), PAID, 160_000]), OUTCOME, TOTALS)).toEqual({ ok: true, value: true });
  });

  it('agree when what was rejected or returned is owed again', () => {
    const turnovers = books(...OWED, [place('in-transit'), PAID, 100_000], [place('in-transit'), place('payable'), 60_000], [PAID, place('payable'), 40_000]);
    expect(booksAgree(turnovers, { ...OUTCOME, settledLines: 1, settledFen: fen(60_000), rejectedLines: 1, rejectedFen: fen(60_000), returnedLines: 1, returnedFen: fen(40_000) }, TOTALS).ok).toBe(true);
  });

  it('agree when a part was kept against a claim back, and when a line of an earlier batch went out again', () => {
    const kept = { lines: 1, amountFen: fen(10_000) };
    const withOffset = books(...OWED, [place('in-transit'), PAID, 150_000], [place('in-transit'), place('payable'), 10_000], [place('payable'), PAID, 10_000]);
    expect(booksAgree(withOffset, { ...OUTCOME, settledFen: fen(150_000) }, { offset: kept, carried: NONE }).ok).toBe(true);
    const withCarried = books(...OWED, [place('in-transit'), PAID, 160_000], [place('payable'), place('in-transit'), 10_000], [place('in-transit'), PAID, 10_000]);
    expect(booksAgree(withCarried, { ...OUTCOME, settledLines: 3, settledFen: fen(170_000) }, { offset: NONE, carried: kept }).ok).toBe(true);
    expect(booksAgree(withCarried, { ...OUTCOME, settledLines: 3, settledFen: fen(170_000) }, TOTALS).ok).toBe(false);
  });

  it.each<[string, readonly (readonly [Account, Account, number])[]]>([
    ['a fen was paid less', [...OWED, [place('in-transit'), PAID, 159_999]]],
    ['a fen was paid too much', [...OWED, [place('in-transit'), PAID, 160_000], [place('available'), PAID, 1]]],
    ['money is still on its way', [...OWED]],
    ['a payment was posted twice', [...OWED, [place('in-transit'), PAID, 160_000], [place('in-transit'), PAID, 160_000]]],
    ['something is still reserved', [...OWED, [place('in-transit'), PAID, 160_000], [place('available'), place('reserved'), 1]]],
  ])('disagree where %s', (_what, moves) => {
    expect(booksAgree(books(...moves), OUTCOME, TOTALS)).toMatchObject({ ok: false, refusal: { code: 'batch.books-disagree' } });
  });
});
