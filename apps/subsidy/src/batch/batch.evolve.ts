import { impossible } from '@gongjiang/kernel';
import type { Batch, BatchStatus } from './batch.js';
import type { Duty, DutyStep } from './batch.duty.js';
import type { BatchEvent } from './batch.event.js';

type In<Status extends BatchStatus> = Extract<Batch, { status: Status }>;

/** The batch after an event. The event came from `decideBatch`, so the state before it is the right one. */
export function evolveBatch(batch: Batch, event: BatchEvent): Batch {
  switch (event.kind) {
    case 'calculation-started': return { ...known(batch), status: 'calculating', calculation: event.calculation, duties: [{ step: 'handle', actor: event.actor }] };
    case 'calculated': return { ...known(batch), status: 'calculated', totals: event.totals };
    case 'submitted': return { ...(batch as In<'calculated'>), status: 'submitted', fundYear: event.fundYear, duties: withDuty(batch, 'handle', event.actor) };
    case 'reviewed': return { ...(batch as In<'submitted'>), status: 'in-notice', notice: event.notice, duties: withDuty(batch, 'review', event.actor) };
    case 'cleared': return { ...(batch as In<'in-notice'>), status: 'cleared' };
    case 'first-approved': return { ...(batch as In<'cleared'>), duties: withDuty(batch, 'approve', event.actor) };
    case 'approved': return { ...(batch as In<'cleared'>), status: 'approved', duties: withDuty(batch, 'approve', event.actor) };
    case 'released': return { ...(batch as In<'approved'>), status: 'released', duties: withDuty(batch, 'release', event.actor) };
    case 'disbursement-started': return { ...(batch as In<'released'>), status: 'disbursing' };
    case 'settled': return { ...(batch as In<'disbursing'>), status: 'settling' };
    case 'reconciled': return { ...(batch as In<'settling'>), status: 'reconciled', outcome: event.outcome };
    case 'closed': return { ...(batch as In<'reconciled'>), status: 'closed' };
    case 'returned': return { ...known(batch), status: 'returned', totals: (batch as In<'submitted'>).totals, reason: event.reason };
    case 'cancelled': return { ...known(batch), status: 'cancelled', reason: event.reason };
    default: return impossible(event);
  }
}

function known(batch: Batch): In<'draft'> {
  const { id, city, programme, fund, period, entitlements, calculation, duties } = batch;
  return { id, city, programme, fund, period, entitlements, calculation, duties, status: 'draft' };
}

function withDuty(batch: Batch, step: DutyStep, actor: string): readonly Duty[] {
  const taken = batch.duties.some((duty) => duty.step === step && duty.actor === actor);
  return taken ? batch.duties : [...batch.duties, { step, actor }];
}
