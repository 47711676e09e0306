import { addFen, impossible, yearOf, ZERO_FEN, type Act, type Day } from '@gongjiang/kernel';
import type { Clawback, ClawbackDuty, ClawbackIn, Decision, Words } from './clawback.js';
import type { ClawbackEvent } from './clawback.event.js';
import { openFen, recovered, type ClaimedMoney, type Recovery } from './clawback.money.js';

/** The case after an event. The event came from `decideClawback`, so the state before it is the right one. */
export function evolveClawback(clawback: Clawback, event: ClawbackEvent): Clawback {
  switch (event.kind) {
    case 'notified': return { ...(clawback as ClawbackIn<'opened'>), status: 'notified', hearUntil: event.hearUntil, chain: withAct(clawback, 'handler', event.actor) };
    case 'statement-recorded': return { ...(said(clawback, 'statement', event) as ClawbackIn<'notified'>), status: 'heard', chain: withAct(clawback, 'hearer', event.actor) };
    case 'hearing-closed': return { ...(clawback as ClawbackIn<'notified'>), status: 'heard' };
    case 'decided': return { ...(said(clawback, 'decision', event) as ClawbackIn<'heard'>), status: 'decided', decision: event.decision, appealUntil: event.appealUntil, chain: withAct(clawback, 'decider', event.actor) };
    case 'dropped': return { ...known(said(clawback, 'drop', event)), status: 'dropped', chain: withAct(clawback, 'decider', event.actor) };
    case 'withdrawn': return { ...known(said(clawback, 'withdrawal', event)), status: 'withdrawn', chain: withAct(clawback, 'handler', event.actor) };
    case 'appealed': return { ...(said(clawback, 'appeal', event) as ClawbackIn<'decided'>), status: 'appealed' };
    case 'upheld': return inForce(judged(clawback, event), (clawback as ClawbackIn<'appealed'>).decision, event);
    case 'reduced': return inForce(judged(clawback, event), event.decision, event);
    case 'overturned': return { ...known(judged(clawback, event)), status: 'dropped' };
    case 'came-into-force': return inForce(clawback as ClawbackIn<'decided'>, (clawback as ClawbackIn<'decided'>).decision, event);
    case 'arranged': return { ...(clawback as ClawbackIn<'in-force'>), plan: { openFen: openFen((clawback as ClawbackIn<'in-force'>).money), instalments: event.instalments }, chain: withAct(clawback, 'handler', event.actor) };
    case 'repaid': return cameBack(clawback, { id: event.reference, by: 'repayment', amountFen: event.amountFen, on: event.on });
    case 'offset': return cameBack(clawback, { id: event.itemId, by: 'offset', amountFen: event.amountFen, on: event.on });
    case 'waiver-asked': return { ...(said(clawback, 'waiver', event) as ClawbackIn<'in-force'>), waiverAskedFen: event.amountFen, chain: withAct(clawback, 'handler', event.actor) };
    case 'waived': return waived(clawback, event);
    case 'waiver-refused': return { ...(said(clawback, 'waiver-decision', event) as ClawbackIn<'in-force'>), waiverAskedFen: null, chain: withAct(clawback, 'second-decider', event.actor) };
    case 'lifted': return { ...(said(clawback, 'lifting', event) as ClawbackIn<'in-force' | 'settled'>), isLifted: true, chain: withAct(clawback, 'second-decider', event.actor) };
    default: return impossible(event);
  }
}

function known(clawback: Clawback): Omit<ClawbackIn<'opened'>, 'status'> {
  const { id, city, due, origin, amountFen, openedOn, chain, words } = clawback;
  return { id, city, due, origin, amountFen, openedOn, chain, words };
}

function said<Case extends Clawback>(clawback: Case, as: Words['as'], { on, text }: { readonly on: Day; readonly text: string }): Case {
  return { ...clawback, words: [...clawback.words, { as, on, text }] };
}

function judged(clawback: Clawback, event: { readonly actor: string; readonly on: Day; readonly text: string }): ClawbackIn<'appealed'> {
  return { ...(said(clawback, 'appeal-decision', event) as ClawbackIn<'appealed'>), chain: withAct(clawback, 'second-decider', event.actor) };
}

/** What is let go with the decision is claimed and waived at once: the books show both. */
function inForce(clawback: ClawbackIn<'decided' | 'appealed'>, decision: Decision, { on }: Pick<ClawbackEvent, 'on'>): Clawback {
  const money: ClaimedMoney = {
    year: yearOf(on), claimedFen: addFen(decision.demandedFen, decision.letGoFen),
    recoveredFen: ZERO_FEN, offsetFen: ZERO_FEN, waivedFen: decision.letGoFen, recoveries: [], reservations: [],
  };
  return settledIfNothingOpen({ ...clawback, status: 'in-force', decision, money, plan: null, waiverAskedFen: null, isLifted: false }, on);
}

function cameBack(clawback: Clawback, recovery: Recovery): Clawback {
  const before = clawback as ClawbackIn<'in-force' | 'settled'>;
  const after = { ...before, money: recovered(before.money, recovery) };
  return after.status === 'in-force' ? settledIfNothingOpen(after, recovery.on) : after;
}

function waived(clawback: Clawback, event: Extract<ClawbackEvent, { kind: 'waived' }>): Clawback {
  const before = said(clawback, 'waiver-decision', event) as ClawbackIn<'in-force'>;
  const money = { ...before.money, waivedFen: addFen(before.money.waivedFen, event.amountFen) };
  return settledIfNothingOpen({ ...before, money, waiverAskedFen: null, chain: withAct(clawback, 'second-decider', event.actor) }, event.on);
}

function settledIfNothingOpen(clawback: ClawbackIn<'in-force'>, on: Day): Clawback {
  if (openFen(clawback.money) > 0) return clawback;
  const { waiverAskedFen: _answered, ...rest } = clawback;
  return { ...rest, status: 'settled', settledOn: on };
}

function withAct({ chain }: Pick<Clawback, 'chain'>, step: ClawbackDuty, actorId: string): readonly Act<ClawbackDuty>[] {
  return chain.some((act) => act.step === step && act.actorId === actorId) ? chain : [...chain, { step, actorId }];
}
