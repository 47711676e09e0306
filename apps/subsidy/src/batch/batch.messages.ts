import {
  batchApproved, batchCalculated, batchCalculationStarted, batchCancelled, batchCleared, batchClosed, batchDisbursementStarted, batchFirstApproved,
  batchOpened, batchReconciled, batchReleased, batchReturned, batchReviewed, batchSettled, batchSubmitted, eventOf, fundReleased, fundReserved,
  type CloudEvent,
} from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import type { Batch } from './batch.js';
import { newMoneyFen } from './batch.money.js';
import type { BatchChange } from './batch.store.js';

const CONTRACTS = {
  opened: batchOpened,
  'calculation-started': batchCalculationStarted,
  'calculation-restarted': batchCalculationStarted,
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
} as const satisfies Record<Exclude<BatchChange['kind'], 'reviewed' | Quiet>, typeof batchOpened>;

/** An objection tells these itself. */
type Quiet = 'lines-withheld' | 'lines-restored';

/** A batch's change as it is told: the batch before (itself where it was opened) and after, and the version that it made. */
export interface ToldChange {
  readonly before: Batch;
  readonly batch: Batch;
  readonly version: number;
  readonly change: BatchChange;
}

/** What other systems hear of a change: the batch's own event, and the fund's where money was reserved or set free. */
export function messagesOf(told: ToldChange): readonly CloudEvent[] {
  const { batch, version, change } = told;
  if (change.kind === 'lines-withheld' || change.kind === 'lines-restored') return [];
  const facts = { city: batch.city, subject: batch.id, sequence: version, time: change.at };
  const data = batchData(batch, change);
  const own = change.kind === 'reviewed' && batch.status === 'in-notice'
    ? eventOf(batchReviewed, { ...facts, data: { ...data, noticeFrom: batch.notice.from, noticeUntil: batch.notice.until } })
    : eventOf(CONTRACTS[change.kind as keyof typeof CONTRACTS], { ...facts, data });
  return [own, ...fundMessages(told)];
}

/** The subject is the batch's share of the fund: many batches share the fund, and come to the same versions. */
function fundMessages({ before, batch, version, change }: ToldChange): readonly CloudEvent[] {
  const reserving = change.kind === 'submitted' ? batch : before;
  if ((change.kind !== 'submitted' && change.kind !== 'returned') || !('fundYear' in reserving)) return [];
  const { city, fund, fundYear, id, totals } = reserving;
  const contract = change.kind === 'submitted' ? fundReserved : fundReleased;
  const facts = { city, subject: `${city}/${fund}/${fundYear}/${id}`, sequence: version, time: change.at };
  return [eventOf(contract, { ...facts, data: { fund, year: Number(fundYear), batchId: id, amountFen: newMoneyFen(totals) } })];
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
