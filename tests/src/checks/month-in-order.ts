import { faultsOf, type MonthResult } from '@gongjiang/rehearsal';
import { itemsOf } from '../stage/seen.js';
import type { Stage } from '../stage/stage.js';
import { bankAgrees } from './bank-agrees.js';
import { booksBalance } from './books-balance.js';
import { paidOnce } from './paid-once.js';

/** Everything that must hold after a month, whatever happened on its way; each fault in words. */
export async function faultsOfMonth(stage: Stage, result: MonthResult): Promise<readonly string[]> {
  const [payments, items] = await Promise.all([stage.bank.payments(), itemsOf(stage, result.batches)]);
  return [...faultsOf(result), ...paidOnce(payments), ...booksBalance(result.ledgers, payments), ...bankAgrees(items, payments), ...linesLost(result, items.length)];
}

function linesLost({ batches }: MonthResult, items: number): readonly string[] {
  const approved = batches.reduce((sum, { lines }) => sum + (lines ?? 0), 0);
  return approved === items ? [] : [`${approved} lines were approved, ${items} are there`];
}
