import { addFen, ok, refuse, ZERO_FEN, type Fen, type Refusal, type Result } from '@gongjiang/kernel';
import { balancesByPlace, findingsOf, type AccountTurnover } from '@gongjiang/ledger';
import type { ItemSum } from '../item/item.store.js';
import type { Outcome } from '../batch/batch.js';

/** What became of a batch's lines; undefined while some still wait for the bank's books. */
export function outcomeOfLines(sums: readonly ItemSum[]): Outcome | undefined {
  if (sums.some((sum) => sum.state === 'due' || sum.state === 'accepted')) return undefined;
  const settled = sumOf(sums, 'settled');
  const rejected = sumOf(sums, 'rejected');
  const returned = sumOf(sums, 'returned');
  return {
    settledLines: settled.lines, settledFen: settled.amountFen,
    rejectedLines: rejected.lines, rejectedFen: rejected.amountFen,
    returnedLines: returned.lines, returnedFen: returned.amountFen,
  };
}

/** The batch's books say the same as its lines: all sums to zero, what was settled is paid, what came back is owed again. */
export function booksAgree(turnovers: readonly AccountTurnover[], outcome: Outcome): Result<true, Refusal<'batch.books-disagree'>> {
  // A batch's own postings take from the fund's available money, which the fund's budget put there: that one place is below zero here.
  const findings = findingsOf(turnovers).filter((finding) => finding.account === null || !finding.account.endsWith('/available'));
  const places = balancesByPlace(turnovers);
  const owedFen = addFen(outcome.rejectedFen, outcome.returnedFen);
  if (findings.length === 0 && places.paid === outcome.settledFen && places.payable === owedFen && places['in-transit'] === 0 && places.reserved === 0) return ok(true);
  return refuse('batch.books-disagree', { paidFen: places.paid, settledFen: outcome.settledFen, payableFen: places.payable, owedFen, inTransitFen: places['in-transit'] });
}

function sumOf(sums: readonly ItemSum[], state: ItemSum['state']): { readonly lines: number; readonly amountFen: Fen } {
  return sums.filter((sum) => sum.state === state).reduce(
    (total, sum) => ({ lines: total.lines + sum.lines, amountFen: addFen(total.amountFen, sum.amountFen) }),
    { lines: 0, amountFen: ZERO_FEN },
  );
}
