import { addFen, subtractFen, type Fen } from '@gongjiang/kernel';
import type { Batch, BatchTotals } from './batch.js';

/** What a batch asks of its fund: money that is owed for the first time. What is carried is owed already. */
export function newMoneyFen(totals: BatchTotals): Fen {
  return addFen(totals.amountFen, totals.offset.amountFen);
}

/** What is left of it once the lines that objections hold are taken out. */
export function obligedFen(batch: Extract<Batch, { withheld: unknown }>): Fen {
  return subtractFen(newMoneyFen(batch.totals), batch.withheld.amountFen);
}

/** What would leave the paying account. */
export function leavingFen(batch: Extract<Batch, { withheld: unknown }>): Fen {
  return subtractFen(addFen(batch.totals.amountFen, batch.totals.carried.amountFen), batch.withheld.amountFen);
}

/** Nothing to pay, to carry, to keep or to claim back. */
export function isEmpty({ lines, offset, overpaid, carried }: BatchTotals): boolean {
  return lines + offset.lines + overpaid.lines + carried.lines === 0;
}
