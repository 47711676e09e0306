import type { Day, Fen, Year } from '@gongjiang/kernel';
import type { BatchTotals, LineSum, Notice, Outcome } from './batch.js';

/** Who acts, and on which day of the city's business time. The worker acts under an id of its own. */
interface By {
  readonly actor: string;
  /** Who is absent, where the actor stands in. */
  readonly standsInFor?: string;
  readonly on: Day;
}

/** What can be asked of a batch. */
export type BatchCommand =
  | (By & { readonly kind: 'start-calculation' })
  | (By & { readonly kind: 'restart-calculation'; readonly calculation: number })
  | (By & { readonly kind: 'complete-calculation'; readonly calculation: number; readonly totals: BatchTotals })
  | (By & { readonly kind: 'submit'; readonly fundYear: Year })
  | (By & { readonly kind: 'review'; readonly notice: Notice })
  | (By & { readonly kind: 'withhold'; readonly lines: LineSum })
  | (By & { readonly kind: 'restore'; readonly lines: LineSum })
  | (By & { readonly kind: 'clear' })
  | (By & { readonly kind: 'approve'; readonly secondApproverAboveFen: Fen })
  | (By & { readonly kind: 'release' })
  | (By & { readonly kind: 'start-disbursement' })
  | (By & { readonly kind: 'complete-disbursement' })
  | (By & { readonly kind: 'reconcile'; readonly outcome: Outcome })
  | (By & { readonly kind: 'close' })
  | (By & { readonly kind: 'return'; readonly reason: string })
  | (By & { readonly kind: 'cancel'; readonly reason: string });

export type BatchCommandKind = BatchCommand['kind'];
