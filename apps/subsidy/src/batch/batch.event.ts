import type { Day, Year } from '@gongjiang/kernel';
import type { BatchTotals, LineSum, Notice, Outcome } from './batch.js';

interface By {
  readonly actor: string;
  readonly standsInFor?: string;
  readonly on: Day;
}

/** What happened to a batch, in the past tense. */
export type BatchEvent =
  | (By & { readonly kind: 'calculation-started'; readonly calculation: number })
  | (By & { readonly kind: 'calculation-restarted'; readonly calculation: number })
  | (By & { readonly kind: 'calculated'; readonly totals: BatchTotals })
  | (By & { readonly kind: 'submitted'; readonly fundYear: Year })
  | (By & { readonly kind: 'reviewed'; readonly notice: Notice })
  | (By & { readonly kind: 'lines-withheld'; readonly lines: LineSum })
  | (By & { readonly kind: 'lines-restored'; readonly lines: LineSum })
  | (By & { readonly kind: 'cleared' })
  | (By & { readonly kind: 'first-approved' })
  | (By & { readonly kind: 'approved' })
  | (By & { readonly kind: 'released' })
  | (By & { readonly kind: 'disbursement-started' })
  | (By & { readonly kind: 'settled' })
  | (By & { readonly kind: 'reconciled'; readonly outcome: Outcome })
  | (By & { readonly kind: 'closed' })
  | (By & { readonly kind: 'returned'; readonly reason: string })
  | (By & { readonly kind: 'cancelled'; readonly reason: string });
