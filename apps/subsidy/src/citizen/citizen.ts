import { impossible } from '@gongjiang/kernel';
import type { BatchStatus } from '../batch/batch.js';
import type { ItemState } from '../item/item.js';

/** Where a line stands for its payee. */
export type PaymentStage = 'in-notice' | 'approved' | 'sent' | 'paid' | Extract<ItemState, 'withheld' | 'rejected' | 'returned' | 'offset' | 'overpaid' | 'void' | 'taken-over'>;
export const PAYMENT_STAGES = ['in-notice', 'approved', 'withheld', 'sent', 'rejected', 'paid', 'returned', 'offset', 'overpaid', 'void', 'taken-over'] as const satisfies readonly PaymentStage[];

/**
 * Nothing where officers are still at work on it: a calculation that nobody has reviewed may be thrown away, and would
 * promise what is not decided. The public list is the first that a payee sees.
 */
export const STAGE_OF_DUE = {
  draft: undefined, calculating: undefined, calculated: undefined, submitted: undefined, returned: undefined, cancelled: undefined,
  'in-notice': 'in-notice', cleared: 'in-notice',
  approved: 'approved', released: 'approved', disbursing: 'approved', settling: 'approved', reconciled: 'approved', closed: 'approved',
} as const satisfies Record<BatchStatus, PaymentStage | undefined>;

/** The stage of a line in its state, in a batch of that status. */
export function stageOf(state: ItemState, batch: BatchStatus | undefined): PaymentStage | undefined {
  switch (state) {
    case 'due': return batch && STAGE_OF_DUE[batch];
    case 'accepted': return 'sent';
    case 'settled': return 'paid';
    case 'withheld': case 'rejected': case 'returned': case 'offset': case 'overpaid': case 'void': case 'taken-over': return state;
    default: return impossible(state);
  }
}
