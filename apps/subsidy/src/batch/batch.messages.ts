import {
  batchApproved, batchCalculated, batchCalculationStarted, batchCancelled, batchCleared, batchClosed, batchDisbursementStarted, batchFirstApproved,
  batchOpened, batchReconciled, batchReleased, batchReturned, batchReviewed, batchSettled, batchSubmitted, eventOf, fundReleased, fundReserved,
  type CloudEvent,
} from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import type { Batch } from './batch.js';
import type { BatchChange } from './batch.store.js';

const CONTRACTS = {
  opened: batchOpened,
  'calculation-started': batchCalculationStarted,
  calculated: batchCalculated,
  submitted: batchSubmitted,
  cleared: batchCleared,
  'first-approved': batchFirstApproved,
  approved: batchApproved,
  released: batchReleased,
  'disbursement-started': batchDisbursementStarted,
  settled: batchSettled,
  reconciled: batchReconciled,
  closed: batchClosed,
  returned: batchReturned,
  cancelled: batchCancelled,
} as const satisfies Record<Exclude<BatchChange['kind'], 'reviewed'>, typeof batchOpened>;

/** What other systems hear of a change: the batch's own event, and the fund's where money was reserved or set free. */
export function messagesOf(batch: Batch, version: number, change: BatchChange): readonly CloudEvent[] {
  const facts = { city: batch.city, subject: batch.id, sequence: version, time: change.at };
  const data = batchData(batch, change);
  const own = change.kind === 'reviewed' && batch.status === 'in-notice'
    ? eventOf(batchReviewed, { ...facts, data: { ...data, noticeFrom: batch.notice.from, noticeUntil: batch.notice.until } })
    : eventOf(CONTRACTS[change.kind as keyof typeof CONTRACTS], { ...facts, data });
  return [own, ...fundMessages(batch, facts, change)];
}

function fundMessages(batch: Batch, facts: { readonly city: Batch['city']; readonly sequence: number; readonly time: Date }, change: BatchChange): readonly CloudEvent[] {
  const subject = `${batch.city}/${batch.fund}`;
  if (change.kind === 'submitted' && 'fundYear' in batch) {
    return [eventOf(fundReserved, { ...facts, subject, data: { fund: batch.fund, year: Number(batch.fundYear), batchId: batch.id, amountFen: batch.totals.amountFen } })];
  }
  if (change.kind === 'returned' && batch.status === 'returned') {
    return [eventOf(fundReleased, { ...facts, subject, data: { fund: batch.fund, year: Number(change.on.slice(0, 4)), batchId: batch.id, amountFen: batch.totals.amountFen } })];
  }
  return [];
}

function batchData(batch: Batch, change: BatchChange) {
  const totals = 'totals' in batch ? batch.totals : { lines: 0, amountFen: fen(0), heldLines: 0, byEntitlement: [] };
  return {
    batchId: batch.id,
    programme: batch.programme,
    fund: batch.fund,
    period: batch.period,
    status: batch.status,
    lines: totals.lines,
    amountFen: totals.amountFen,
    heldLines: totals.heldLines,
    byEntitlement: [...totals.byEntitlement],
    actor: change.actor,
    businessDate: change.on,
  };
}
