import { addFen } from '@gongjiang/kernel';
import type { Item, ItemState, PastDue } from './item.js';

/** The money of these has reached the person, or counts as if it had. */
const PAID: ReadonlySet<ItemState> = new Set(['settled', 'offset', 'overpaid', 'taken-over']);

/** A due as its lines are counted. */
export interface DueSum extends Omit<PastDue, 'isPaid'> {
  /** First attempts that have not reached the person, less later ones that have. */
  readonly unpaid: number;
}

/** A due's sum with one line more. A later attempt is the same money; what is void is none. */
export function withLine(sum: DueSum, { amountFen, state, attempt }: Pick<Item, 'amountFen' | 'state' | 'attempt'>): DueSum {
  if (attempt > 1) return state === 'settled' ? { ...sum, unpaid: sum.unpaid - 1 } : sum;
  if (state === 'void') return { ...sum, items: sum.items + 1 };
  return { ...sum, amountFen: addFen(sum.amountFen, amountFen), items: sum.items + 1, unpaid: sum.unpaid + (PAID.has(state) ? 0 : 1) };
}
