import { addFen, impossible, ok, refuse, subtractFen, sumFen, ZERO_FEN, type DutyRefusal, type Fen, type Refusal, type Result } from '@gongjiang/kernel';
import type { Clawback, ClawbackIn, ClawbackStatus, Decision } from './clawback.js';
import type { ClawbackCommand, ClawbackCommandKind, CommandOf } from './clawback.command.js';
import { checkClawbackDuty } from './clawback.duty.js';
import type { ClawbackEvent } from './clawback.event.js';
import { decideInForce } from './clawback.in-force.js';
import { firstOf } from './clawback.money.js';

/** Which statuses each command may find: walked by the tests, and shown to operators. */
export const CLAWBACK_TRANSITIONS = {
  notify: ['opened'],
  'record-statement': ['notified'],
  'close-hearing': ['notified'],
  decide: ['heard'],
  drop: ['heard'],
  withdraw: ['opened', 'notified', 'heard'],
  appeal: ['decided'],
  uphold: ['appealed'],
  reduce: ['appealed'],
  overturn: ['appealed'],
  'come-into-force': ['decided'],
  arrange: ['in-force'],
  repay: ['in-force'],
  offset: ['in-force', 'settled'],
  'ask-waiver': ['in-force'],
  'grant-waiver': ['in-force'],
  'refuse-waiver': ['in-force'],
  lift: ['in-force', 'settled'],
} as const satisfies Record<ClawbackCommandKind, readonly ClawbackStatus[]>;

export const CLAWBACK_REFUSALS = [
  'clawback.wrong-status', 'clawback.hearing-running', 'clawback.opened-by-the-books', 'clawback.nothing-demanded', 'clawback.more-than-overpaid',
  'clawback.more-than-paid', 'clawback.appeal-late', 'clawback.appeal-running', 'clawback.not-reduced', 'clawback.plan-sum', 'clawback.plan-days', 'clawback.reference-used',
  'clawback.being-calculated', 'clawback.more-than-open', 'clawback.waiver-waits', 'clawback.no-waiver', 'clawback.lifted',
] as const;
export type ClawbackRefusalCode = (typeof CLAWBACK_REFUSALS)[number];
export type ClawbackDecision = Result<ClawbackEvent, Refusal<ClawbackRefusalCode> | DutyRefusal>;

/** Decides what a command does to a case: the event that follows, or why it is refused. */
export function decideClawback(command: ClawbackCommand, clawback: Clawback): ClawbackDecision {
  const from: readonly ClawbackStatus[] = CLAWBACK_TRANSITIONS[command.kind];
  if (!from.includes(clawback.status)) return refuse('clawback.wrong-status', { command: command.kind, status: clawback.status, expected: from.join(', ') });
  const duty = checkClawbackDuty(command, clawback);
  return duty.ok ? consequence(command, clawback) : duty;
}

function consequence(command: ClawbackCommand, clawback: Clawback): ClawbackDecision {
  const { actor, on } = command;
  switch (command.kind) {
    case 'notify': return ok({ kind: 'notified', actor, on, hearUntil: command.hearUntil });
    case 'record-statement': return ok({ kind: 'statement-recorded', actor, on, text: command.statement });
    case 'close-hearing': return closeHearing(command, clawback as ClawbackIn<'notified'>);
    case 'decide': return decideDemand(command, clawback);
    case 'drop': return ok({ kind: 'dropped', actor, on, text: command.reason });
    case 'withdraw':
      // What the books found is not one person's to let go: somebody else decides.
      if (clawback.origin.kind === 'overpaid') return refuse('clawback.opened-by-the-books');
      return ok({ kind: 'withdrawn', actor, on, text: command.reason });
    case 'appeal': return appeal(command, clawback as ClawbackIn<'decided'>);
    case 'uphold': return ok({ kind: 'upheld', actor, on, text: command.reason });
    case 'reduce': return reduce(command, clawback as ClawbackIn<'appealed'>);
    case 'overturn': return ok({ kind: 'overturned', actor, on, text: command.reason });
    case 'come-into-force': return comeIntoForce(command, clawback as ClawbackIn<'decided'>);
    case 'arrange': case 'repay': case 'offset': case 'ask-waiver': case 'grant-waiver': case 'refuse-waiver': case 'lift':
      return decideInForce(command, clawback as ClawbackIn<'in-force' | 'settled'>);
    default: return impossible(command);
  }
}

function closeHearing({ actor, on }: CommandOf<'close-hearing'>, { hearUntil }: ClawbackIn<'notified'>): ClawbackDecision {
  return on > hearUntil ? ok({ kind: 'hearing-closed', actor, on }) : refuse('clawback.hearing-running', { until: hearUntil });
}

/** What the books found is demanded or let go, every fen of it; what an officer found is demanded as far as it was paid. */
function decideDemand({ actor, on, demandedFen, reason, paid, offset, appealUntil }: CommandOf<'decide'>, clawback: Clawback): ClawbackDecision {
  if (demandedFen > clawback.amountFen) return refuse('clawback.more-than-overpaid', { overpaidFen: clawback.amountFen });
  const letGoFen = clawback.origin.kind === 'overpaid' ? subtractFen(clawback.amountFen, demandedFen) : ZERO_FEN;
  const claimedFen = addFen(demandedFen, letGoFen);
  if (claimedFen === 0) return refuse('clawback.nothing-demanded');
  const paidFen = sumFen(paid.map((source) => source.amountFen));
  if (claimedFen > paidFen) return refuse('clawback.more-than-paid', { paidFen });
  const decision: Decision = { demandedFen, letGoFen, sources: firstOf(paid, claimedFen), offset };
  return ok({ kind: 'decided', actor, on, text: reason, decision, appealUntil });
}

function appeal({ actor, on, reason }: CommandOf<'appeal'>, { appealUntil }: ClawbackIn<'decided'>): ClawbackDecision {
  return on <= appealUntil ? ok({ kind: 'appealed', actor, on, text: reason }) : refuse('clawback.appeal-late', { until: appealUntil });
}

function comeIntoForce({ actor, on }: CommandOf<'come-into-force'>, { appealUntil }: ClawbackIn<'decided'>): ClawbackDecision {
  return on > appealUntil ? ok({ kind: 'came-into-force', actor, on }) : refuse('clawback.appeal-running', { until: appealUntil });
}

function reduce({ actor, on, demandedFen, reason }: CommandOf<'reduce'>, { decision, origin }: ClawbackIn<'appealed'>): ClawbackDecision {
  if (demandedFen >= decision.demandedFen) return refuse('clawback.not-reduced', { demandedFen: decision.demandedFen });
  if (demandedFen === 0 && origin.kind === 'officer') return refuse('clawback.nothing-demanded');
  const lessFen: Fen = subtractFen(decision.demandedFen, demandedFen);
  const letGoFen = origin.kind === 'overpaid' ? addFen(decision.letGoFen, lessFen) : ZERO_FEN;
  const sources = firstOf(decision.sources, addFen(demandedFen, letGoFen));
  return ok({ kind: 'reduced', actor, on, text: reason, decision: { ...decision, demandedFen, letGoFen, sources } });
}
