import { impossible, ok, refuse, type DutyRefusal, type Refusal, type Result } from '@gongjiang/kernel';
import type { Batch, BatchStatus, Outcome } from './batch.js';
import { isEmpty, leavingFen } from './batch.money.js';
import type { BatchCommand } from './batch.command.js';
import { checkDuty } from './batch.duty.js';
import type { BatchEvent } from './batch.event.js';

/** Which statuses each command may find, and what it leads to: walked by the tests, and shown to operators. */
export const BATCH_TRANSITIONS = {
  'start-calculation': { from: ['draft', 'calculated', 'returned'], to: 'calculating' },
  // By the system, where the rules of those who work now are not those that it was begun with.
  'restart-calculation': { from: ['calculating'], to: 'calculating' },
  'complete-calculation': { from: ['calculating'], to: 'calculated' },
  submit: { from: ['calculated'], to: 'submitted' },
  review: { from: ['submitted'], to: 'in-notice' },
  withhold: { from: ['in-notice'], to: 'as-it-was' },
  restore: { from: ['in-notice', 'cleared'], to: 'as-it-was' },
  clear: { from: ['in-notice'], to: 'cleared' },
  approve: { from: ['cleared'], to: 'approved' },
  release: { from: ['approved'], to: 'released' },
  'start-disbursement': { from: ['released'], to: 'disbursing' },
  'complete-disbursement': { from: ['disbursing'], to: 'settling' },
  reconcile: { from: ['settling'], to: 'reconciled' },
  close: { from: ['reconciled'], to: 'closed' },
  return: { from: ['submitted', 'in-notice', 'cleared'], to: 'returned' },
  cancel: { from: ['draft', 'calculating', 'calculated', 'returned'], to: 'cancelled' },
} as const satisfies Record<BatchCommand['kind'], { readonly from: readonly BatchStatus[]; readonly to: BatchStatus | 'as-it-was' }>;

export const BATCH_REFUSALS = [
  'batch.wrong-status', 'batch.calculated-anew', 'batch.empty', 'batch.notice-running', 'batch.approval-begun', 'batch.not-all-settled',
] as const;
export type BatchRefusalCode = (typeof BATCH_REFUSALS)[number];
export type BatchDecision = Result<BatchEvent, Refusal<BatchRefusalCode> | DutyRefusal>;

/** Decides what a command does to a batch: the event that follows, or why it is refused. */
export function decideBatch(command: BatchCommand, batch: Batch): BatchDecision {
  const transition = BATCH_TRANSITIONS[command.kind];
  if (!(transition.from as readonly BatchStatus[]).includes(batch.status)) {
    return refuse('batch.wrong-status', { command: command.kind, status: batch.status, expected: transition.from.join(', ') });
  }
  const duty = checkDuty(command, batch);
  return duty.ok ? consequence(command, batch) : duty;
}

function consequence(command: BatchCommand, batch: Batch): BatchDecision {
  switch (command.kind) {
    case 'start-calculation': return ok({ ...command, kind: 'calculation-started', calculation: batch.calculation + 1 });
    case 'restart-calculation':
      if (command.calculation !== batch.calculation) return refuse('batch.calculated-anew', { calculation: batch.calculation });
      return ok({ ...command, kind: 'calculation-restarted', calculation: batch.calculation + 1 });
    case 'complete-calculation':
      if (command.calculation !== batch.calculation) return refuse('batch.calculated-anew', { calculation: batch.calculation });
      return ok({ kind: 'calculated', actor: command.actor, on: command.on, totals: command.totals });
    case 'submit':
      if (batch.status !== 'calculated' || isEmpty(batch.totals)) return refuse('batch.empty');
      return ok({ ...command, kind: 'submitted' });
    case 'review': return ok({ ...command, kind: 'reviewed' });
    case 'withhold': return ok({ ...command, kind: 'lines-withheld' });
    case 'restore':
      // The first approver has approved without these lines: they wait for the next batch.
      if (batch.status === 'cleared' && batch.firstApprover !== null) return refuse('batch.approval-begun');
      return ok({ ...command, kind: 'lines-restored' });
    case 'clear':
      if (batch.status !== 'in-notice' || command.on <= batch.notice.until) return refuse('batch.notice-running', batch.status === 'in-notice' ? { until: batch.notice.until } : {});
      return ok({ ...command, kind: 'cleared' });
    case 'approve': return ok({ ...command, kind: needsSecondApprover(command, batch) ? 'first-approved' : 'approved' });
    case 'release': return ok({ ...command, kind: 'released' });
    case 'start-disbursement': return ok({ ...command, kind: 'disbursement-started' });
    case 'complete-disbursement': return ok({ ...command, kind: 'settled' });
    case 'reconcile':
      if (!accountsForEveryLine(command.outcome, batch)) return refuse('batch.not-all-settled');
      return ok({ ...command, kind: 'reconciled' });
    case 'close': return ok({ ...command, kind: 'closed' });
    case 'return': return ok({ ...command, kind: 'returned' });
    case 'cancel': return ok({ ...command, kind: 'cancelled' });
    default: return impossible(command);
  }
}

function needsSecondApprover(command: Extract<BatchCommand, { kind: 'approve' }>, batch: Batch): boolean {
  return batch.status === 'cleared' && batch.firstApprover === null && leavingFen(batch) > command.secondApproverAboveFen;
}

function accountsForEveryLine(outcome: Outcome, batch: Batch): boolean {
  if (batch.status !== 'settling') return false;
  const { totals } = batch;
  const lines = outcome.settledLines + outcome.rejectedLines + outcome.returnedLines + outcome.unpaidLines;
  const amountFen = outcome.settledFen + outcome.rejectedFen + outcome.returnedFen + outcome.unpaidFen;
  return lines === totals.lines + totals.carried.lines && amountFen === totals.amountFen + totals.carried.amountFen;
}
