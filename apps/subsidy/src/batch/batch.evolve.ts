import { addFen, impossible, subtractFen, ZERO_FEN, type Act } from '@gongjiang/kernel';
import type { Batch, BatchStatus, LineSum } from './batch.js';
import { actOf } from './batch.duty.js';
import type { BatchEvent } from './batch.event.js';

type In<Status extends BatchStatus> = Extract<Batch, { status: Status }>;

/** The batch after an event. The event came from `decideBatch`, so the state before it is the right one. */
export function evolveBatch(batch: Batch, event: BatchEvent): Batch {
  switch (event.kind) {
    case 'calculation-started': return { ...known(batch), status: 'calculating', calculation: event.calculation, chain: withAct(batch, actOf('handler', event)) };
    case 'calculation-restarted': return { ...(batch as In<'calculating'>), calculation: event.calculation };
    case 'calculated': return { ...known(batch), status: 'calculated', totals: event.totals };
    case 'submitted': return { ...(batch as In<'calculated'>), status: 'submitted', fundYear: event.fundYear, chain: withAct(batch, actOf('handler', event)) };
    case 'reviewed': return { ...(batch as In<'submitted'>), status: 'in-notice', notice: event.notice, withheld: NOTHING, chain: withAct(batch, actOf('reviewer', event)) };
    case 'lines-withheld': return withheldMore(batch as In<'in-notice'>, event.lines);
    case 'lines-restored': return withheldLess(batch as In<'in-notice' | 'cleared'>, event.lines);
    case 'cleared': return { ...(batch as In<'in-notice'>), status: 'cleared', firstApprover: null };
    case 'first-approved': return { ...(batch as In<'cleared'>), firstApprover: event.actor, chain: withAct(batch, actOf('approver', event)) };
    case 'approved': return approved(batch as In<'cleared'>, event);
    case 'released': return { ...(batch as In<'approved'>), status: 'released', chain: withAct(batch, actOf('releaser', event)) };
    case 'disbursement-started': return { ...(batch as In<'released'>), status: 'disbursing' };
    case 'settled': return { ...(batch as In<'disbursing'>), status: 'settling' };
    case 'reconciled': return { ...(batch as In<'settling'>), status: 'reconciled', outcome: event.outcome };
    case 'closed': return { ...(batch as In<'reconciled'>), status: 'closed' };
    case 'returned': return { ...known(batch), status: 'returned', totals: (batch as In<'submitted'>).totals, reason: event.reason };
    case 'cancelled': return { ...known(batch), status: 'cancelled', reason: event.reason };
    default: return impossible(event);
  }
}

const NOTHING: LineSum = { lines: 0, amountFen: ZERO_FEN };

function withheldMore(batch: In<'in-notice'>, more: LineSum): Batch {
  return { ...batch, withheld: { lines: batch.withheld.lines + more.lines, amountFen: addFen(batch.withheld.amountFen, more.amountFen) } };
}

function withheldLess(batch: In<'in-notice' | 'cleared'>, less: LineSum): Batch {
  return { ...batch, withheld: { lines: batch.withheld.lines - less.lines, amountFen: subtractFen(batch.withheld.amountFen, less.amountFen) } };
}

function known(batch: Batch): In<'draft'> {
  const { id, city, programme, fund, period, entitlements, calculation, chain } = batch;
  return { id, city, programme, fund, period, entitlements, calculation, chain, status: 'draft' };
}

function approved({ firstApprover, ...batch }: In<'cleared'>, by: Extract<BatchEvent, { kind: 'approved' }>): In<'approved'> {
  return { ...batch, status: 'approved', chain: withAct(batch, actOf(firstApprover === null ? 'approver' : 'second-approver', by)) };
}

function withAct({ chain }: Pick<Batch, 'chain'>, done: Act): readonly Act[] {
  return chain.some((act) => act.step === done.step && act.actorId === done.actorId && act.standsInFor === done.standsInFor) ? chain : [...chain, done];
}
