import { addFen, impossible, subtractFen, ZERO_FEN, type Act, type Duty } from '@gongjiang/kernel';
import type { Batch, BatchStatus, LineSum } from './batch.js';
import type { BatchEvent } from './batch.event.js';

type In<Status extends BatchStatus> = Extract<Batch, { status: Status }>;

/** The batch after an event. The event came from `decideBatch`, so the state before it is the right one. */
export function evolveBatch(batch: Batch, event: BatchEvent): Batch {
  switch (event.kind) {
    case 'calculation-started': return { ...known(batch), status: 'calculating', calculation: event.calculation, chain: withAct(batch, 'handler', event.actor) };
    case 'calculated': return { ...known(batch), status: 'calculated', totals: event.totals };
    case 'submitted': return { ...(batch as In<'calculated'>), status: 'submitted', fundYear: event.fundYear, chain: withAct(batch, 'handler', event.actor) };
    case 'reviewed': return { ...(batch as In<'submitted'>), status: 'in-notice', notice: event.notice, withheld: NOTHING, chain: withAct(batch, 'reviewer', event.actor) };
    case 'lines-withheld': return withheldMore(batch as In<'in-notice'>, event.lines);
    case 'lines-restored': return withheldLess(batch as In<'in-notice' | 'cleared'>, event.lines);
    case 'cleared': return { ...(batch as In<'in-notice'>), status: 'cleared', firstApprover: null };
    case 'first-approved': return { ...(batch as In<'cleared'>), firstApprover: event.actor, chain: withAct(batch, 'approver', event.actor) };
    case 'approved': return approved(batch as In<'cleared'>, event.actor);
    case 'released': return { ...(batch as In<'approved'>), status: 'released', chain: withAct(batch, 'releaser', event.actor) };
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

function approved({ firstApprover, ...batch }: In<'cleared'>, actor: string): In<'approved'> {
  return { ...batch, status: 'approved', chain: withAct(batch, firstApprover === null ? 'approver' : 'second-approver', actor) };
}

function withAct({ chain }: Pick<Batch, 'chain'>, step: Duty, actorId: string): readonly Act[] {
  return chain.some((act) => act.step === step && act.actorId === actorId) ? chain : [...chain, { step, actorId }];
}
