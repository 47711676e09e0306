import { addMonths, isMonth, type Fen, type Month } from '@gongjiang/kernel';
import { dueKey, type Due, type Item, type PastDue } from '../item/item.js';

export const COMPARISONS = ['fresh', 'changed', 'gone', 'large'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A line that stands out against the month before. */
export interface Compared {
  readonly due: Due;
  readonly itemId: string;
  /** What the due came to the month before; for what is gone, what it came to then. */
  readonly beforeFen: Fen | null;
  readonly nowFen: Fen | null;
}

/** A monthly line of the batch's own month that stands out so, or undefined. `past` is what the person was due by other batches. */
export function compareLine(item: Item, kind: Exclude<Comparison, 'gone'>, asked: { readonly month: Month; readonly largeFen: Fen; readonly past: readonly PastDue[] }): Compared | undefined {
  const compared = { due: item.due, itemId: item.id, nowFen: item.amountFen };
  if (kind === 'large') return item.amountFen > asked.largeFen ? { ...compared, beforeFen: null } : undefined;
  if (item.due.period !== asked.month || item.way !== 'pay' || item.attempt > 1 || item.revision > 0) return undefined;
  const beforeFen = amountOf(asked.past, { ...item.due, period: addMonths(asked.month, -1) });
  if (kind === 'fresh') return beforeFen === null ? { ...compared, beforeFen } : undefined;
  return beforeFen !== null && beforeFen !== item.amountFen ? { ...compared, beforeFen } : undefined;
}

/** A line of the month before whose due is nothing this month. */
export function goneLine(item: Item, month: Month, now: readonly PastDue[]): Compared | undefined {
  if (!isMonth(item.due.period) || item.due.period !== addMonths(month, -1) || item.way !== 'pay' || item.attempt > 1 || item.revision > 0) return undefined;
  return amountOf(now, { ...item.due, period: month }) === null ? { due: item.due, itemId: item.id, beforeFen: item.amountFen, nowFen: null } : undefined;
}

function amountOf(dues: readonly PastDue[], due: Due): Fen | null {
  const found = dues.find((one) => dueKey(one.due) === dueKey(due));
  return found && found.amountFen !== 0 ? found.amountFen : null;
}
