import { impossible, ok, refuse, type Act, type CityCode, type Day, type DutyRefusal, type Fen, type Month, type Refusal, type Result, type Year } from '@gongjiang/kernel';
import type { BatchCommand } from './batch.command.js';
import type { BatchEvent } from './batch.event.js';
import { checkDuty } from './batch.duty.js';

/** Amounts of one entitlement in a batch. */
export interface EntitlementTotal {
  readonly entitlement: string;
  readonly clause: string;
  readonly lines: number;
  readonly amountFen: Fen;
}

/** The control totals of a batch, summed over its chunks when calculation ends. */
export interface BatchTotals {
  readonly lines: number;
  readonly amountFen: Fen;
  readonly heldLines: number;
  readonly byEntitlement: readonly EntitlementTotal[];
}

/** The public notice of a batch: up from `from`, passed once the city's date is after `until`. */
export interface Notice {
  readonly from: Day;
  readonly until: Day;
}

/** What became of the lines at the bank, counted when all is known. */
export interface Outcome {
  readonly settledLines: number;
  readonly settledFen: Fen;
  readonly rejectedLines: number;
  readonly rejectedFen: Fen;
  readonly returnedLines: number;
  readonly returnedFen: Fen;
}

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly programme: string;
  readonly fund: string;
  readonly period: Month;
  readonly entitlements: readonly string[];
  /** How often calculation was started: a batch that was returned is calculated anew, under the next number. */
  readonly calculation: number;
  /** Who took which duty, over the batch's whole life: nobody may stand in it under two. */
  readonly chain: readonly Act[];
}
interface Calculated extends Known { readonly totals: BatchTotals }
interface Submitted extends Calculated { readonly fundYear: Year }
interface Noticed extends Submitted { readonly notice: Notice }
interface Settled extends Noticed { readonly outcome: Outcome }

/** A batch: one month of one programme of one city. A field exists only in the states that have it. */
export type Batch =
  | (Known & { readonly status: 'draft' })
  | (Known & { readonly status: 'calculating' })
  | (Calculated & { readonly status: 'calculated' })
  | (Submitted & { readonly status: 'submitted' })
  | (Noticed & { readonly status: 'in-notice' })
  | (Noticed & { readonly status: 'cleared'; readonly firstApprover: string | null })
  | (Noticed & { readonly status: 'approved' })
  | (Noticed & { readonly status: 'released' })
  | (Noticed & { readonly status: 'disbursing' })
  | (Noticed & { readonly status: 'settling' })
  | (Settled & { readonly status: 'reconciled' })
  | (Settled & { readonly status: 'closed' })
  | (Calculated & { readonly status: 'returned'; readonly reason: string })
  | (Known & { readonly status: 'cancelled'; readonly reason: string });

export type BatchStatus = Batch['status'];

/** Which statuses each command may find, and what it leads to: walked by the tests, and shown to operators. */
export const BATCH_TRANSITIONS = {
  'start-calculation': { from: ['draft', 'calculated', 'returned'], to: 'calculating' },
  'complete-calculation': { from: ['calculating'], to: 'calculated' },
  submit: { from: ['calculated'], to: 'submitted' },
  review: { from: ['submitted'], to: 'in-notice' },
  clear: { from: ['in-notice'], to: 'cleared' },
  approve: { from: ['cleared'], to: 'approved' },
  release: { from: ['approved'], to: 'released' },
  'start-disbursement': { from: ['released'], to: 'disbursing' },
  'complete-disbursement': { from: ['disbursing'], to: 'settling' },
  reconcile: { from: ['settling'], to: 'reconciled' },
  close: { from: ['reconciled'], to: 'closed' },
  return: { from: ['submitted', 'in-notice', 'cleared'], to: 'returned' },
  cancel: { from: ['draft', 'calculating', 'calculated', 'returned'], to: 'cancelled' },
} as const satisfies Record<BatchCommand['kind'], { readonly from: readonly BatchStatus[]; readonly to: BatchStatus }>;

export const BATCH_REFUSALS = [
  'batch.wrong-status', 'batch.empty', 'batch.notice-running', 'batch.not-all-settled',
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
    case 'complete-calculation': return ok({ ...command, kind: 'calculated' });
    case 'submit':
      if (batch.status !== 'calculated' || batch.totals.lines === 0) return refuse('batch.empty');
      return ok({ ...command, kind: 'submitted' });
    case 'review': return ok({ ...command, kind: 'reviewed' });
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
  return batch.status === 'cleared' && batch.firstApprover === null && batch.totals.amountFen > command.secondApproverAboveFen;
}

function accountsForEveryLine(outcome: Outcome, batch: Batch): boolean {
  if (batch.status !== 'settling') return false;
  const lines = outcome.settledLines + outcome.rejectedLines + outcome.returnedLines;
  const amountFen = outcome.settledFen + outcome.rejectedFen + outcome.returnedFen;
  return lines === batch.totals.lines && amountFen === batch.totals.amountFen;
}
