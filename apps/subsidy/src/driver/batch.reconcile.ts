import { addFen, ok, refuse, subtractFen, ZERO_FEN, type Refusal, type Result } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf, placeOf, type AccountTurnover } from '@gongjiang/ledger';
import type { ItemSum } from '../item/item.store.js';
import type { LineSum, Outcome } from '../batch/batch.js';

/** What became of a batch's lines; undefined while some still wait for the bank's books. */
export function outcomeOfLines(sums: readonly ItemSum[]): Outcome | undefined {
  if (sums.some((sum) => (sum.state === 'due' && sum.way === 'pay') || sum.state === 'accepted')) return undefined;
  const unpaid = sumOf(sums, 'withheld', 'void');
  const settled = sumOf(sums, 'settled');
  const rejected = sumOf(sums, 'rejected');
  const returned = sumOf(sums, 'returned');
  return {
    settledLines: settled.lines, settledFen: settled.amountFen,
    rejectedLines: rejected.lines, rejectedFen: rejected.amountFen,
    returnedLines: returned.lines, returnedFen: returned.amountFen,
    unpaidLines: unpaid.lines, unpaidFen: unpaid.amountFen,
  };
}

/** What was really kept against claims back: an objection may hold such a line too. */
export function offsetOfLines(sums: readonly ItemSum[]): LineSum {
  return sumWhere(sums, (sum) => sum.state === 'offset');
}

/**
 * The batch's books say the same as its lines: all sums to zero, what was settled or kept against a claim back is paid,
 * what came back is owed again, and what was carried is owed no more by the batch that first owed it.
 */
export function booksAgree(turnovers: readonly AccountTurnover[], outcome: Outcome, { offset, carried }: { readonly offset: LineSum; readonly carried: LineSum }): Result<true, Refusal<'batch.books-disagree'>> {
  // A batch's own postings take from what the fund's budget, or an earlier batch, put there: those places are below zero here.
  const findings = findingsOf(turnovers).filter(({ account }) => account === null || !['available', 'payable', 'claimed-back'].includes(placeOf(account)));
  const places = balancesByPlace(turnovers);
  const owedFen = subtractFen(addFen(outcome.rejectedFen, outcome.returnedFen), carried.amountFen);
  if (findings.length === 0 && places.paid === addFen(outcome.settledFen, offset.amountFen) && places.payable === owedFen && places['in-transit'] === 0 && places.reserved === 0) return ok(true);
  return refuse('batch.books-disagree', { paidFen: places.paid, settledFen: outcome.settledFen, payableFen: places.payable, owedFen, inTransitFen: places['in-transit'] });
}

function sumOf(sums: readonly ItemSum[], ...states: readonly ItemSum['state'][]): LineSum {
  return sumWhere(sums, (sum) => sum.way === 'pay' && states.includes(sum.state));
}

function sumWhere(sums: readonly ItemSum[], counts: (sum: ItemSum) => boolean): LineSum {
  return sums.filter(counts).reduce<LineSum>(
    (total, sum) => ({ lines: total.lines + sum.lines, amountFen: addFen(total.amountFen, sum.amountFen) }),
    { lines: 0, amountFen: ZERO_FEN },
  );
}
