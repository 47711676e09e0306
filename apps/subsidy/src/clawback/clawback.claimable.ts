import { addFen, subtractFen, sumFen, ZERO_FEN, type Fen, type Transaction } from '@gongjiang/kernel';
import type { Due } from '../item/item.js';
import type { Clawback } from './clawback.js';
import type { ClaimedSource } from './clawback.money.js';
import type { KeptClawback } from './clawback.store.js';
import type { DueHistory } from './due-history.js';

export interface Claimable {
  readonly sources: readonly ClaimedSource[];
  readonly paidFen: Fen;
}

/** What was paid for a due, less what other cases claim of it: the latest payments first. */
export async function claimableOf(history: DueHistory, due: Due, others: readonly KeptClawback[], transaction?: Transaction): Promise<Claimable> {
  const sources = without(await history.paid(due, transaction), sumFen(others.map(({ clawback }) => claimedFen(clawback))));
  return { sources, paidFen: sumFen(sources.map((source) => source.amountFen)) };
}

/** What a case claims of what was paid, decided or in force: also what it let go, which is the person's for good. */
function claimedFen(clawback: Clawback): Fen {
  return 'decision' in clawback ? addFen(clawback.decision.demandedFen, clawback.decision.letGoFen) : ZERO_FEN;
}

function without(sources: readonly ClaimedSource[], amountFen: Fen): readonly ClaimedSource[] {
  let leftFen = amountFen;
  return sources.flatMap((source) => {
    const takenFen = leftFen < source.amountFen ? leftFen : source.amountFen;
    leftFen = subtractFen(leftFen, takenFen);
    return takenFen === source.amountFen ? [] : [{ ...source, amountFen: subtractFen(source.amountFen, takenFen) }];
  });
}
