import { impossible, ok, refuse, sumFen } from '@gongjiang/kernel';
import type { ClawbackIn } from './clawback.js';
import type { CommandOf } from './clawback.command.js';
import type { ClawbackDecision } from './clawback.decide.js';
import { isBeingCalculated, openFen, spareFen } from './clawback.money.js';

type InForceCommand = CommandOf<'arrange' | 'repay' | 'offset' | 'ask-waiver' | 'grant-waiver' | 'refuse-waiver' | 'lift'>;
type InForce = ClawbackIn<'in-force' | 'settled'>;

/** What can be done once the decision stands: money comes back, is kept, or is let go. */
export function decideInForce(command: InForceCommand, clawback: InForce): ClawbackDecision {
  const { actor, on } = command;
  switch (command.kind) {
    case 'arrange': return arrange(command, clawback);
    case 'repay': return repay(command, clawback);
    case 'offset':
      // Reserved when its line was calculated: so there is room. A line that was never reserved finds none.
      if (!isReserved(command, clawback)) return refuse('clawback.more-than-open', { openFen: spareFen(clawback.money) });
      return ok({ kind: 'offset', actor, on, itemId: command.itemId, amountFen: command.amountFen });
    case 'ask-waiver': return askWaiver(command, clawback as ClawbackIn<'in-force'>);
    case 'grant-waiver': return grantWaiver(command, clawback as ClawbackIn<'in-force'>);
    case 'refuse-waiver':
      if (waiverOf(clawback) === null) return refuse('clawback.no-waiver');
      return ok({ kind: 'waiver-refused', actor, on, text: command.reason });
    case 'lift':
      // What the books found is right again by itself, when the facts are: there is nothing to lift.
      if (clawback.origin.kind === 'overpaid') return refuse('clawback.opened-by-the-books');
      return clawback.isLifted ? refuse('clawback.lifted') : ok({ kind: 'lifted', actor, on, text: command.reason });
    default: return impossible(command);
  }
}

function arrange({ actor, on, instalments }: CommandOf<'arrange'>, { money }: InForce): ClawbackDecision {
  const plannedFen = sumFen(instalments.map((instalment) => instalment.amountFen));
  if (plannedFen !== openFen(money)) return refuse('clawback.plan-sum', { openFen: openFen(money), plannedFen });
  const areInOrder = instalments.every(({ dueOn }, at) => dueOn > (instalments[at - 1]?.dueOn ?? on));
  return areInOrder ? ok({ kind: 'arranged', actor, on, instalments }) : refuse('clawback.plan-days');
}

function repay({ actor, on, reference, amountFen }: CommandOf<'repay'>, { money }: InForce): ClawbackDecision {
  if (money.recoveries.some(({ id }) => id === reference)) return refuse('clawback.reference-used', { reference });
  if (isBeingCalculated(money)) return refuse('clawback.being-calculated');
  if (amountFen > spareFen(money)) return refuse('clawback.more-than-open', { openFen: spareFen(money) });
  return ok({ kind: 'repaid', actor, on, reference, amountFen });
}

function isReserved({ itemId, amountFen }: CommandOf<'offset'>, { money }: InForce): boolean {
  return money.reservations.some((reservation) => reservation.itemId === itemId && reservation.amountFen === amountFen);
}

function askWaiver({ actor, on, amountFen, reason }: CommandOf<'ask-waiver'>, { money, waiverAskedFen }: ClawbackIn<'in-force'>): ClawbackDecision {
  if (waiverAskedFen !== null) return refuse('clawback.waiver-waits');
  if (amountFen > openFen(money)) return refuse('clawback.more-than-open', { openFen: openFen(money) });
  return ok({ kind: 'waiver-asked', actor, on, amountFen, text: reason });
}

/** Money may have come back since it was asked for: what is no longer open is not let go. */
function grantWaiver({ actor, on, reason }: CommandOf<'grant-waiver'>, clawback: ClawbackIn<'in-force'>): ClawbackDecision {
  const { money, waiverAskedFen } = clawback;
  if (waiverAskedFen === null) return refuse('clawback.no-waiver');
  if (isBeingCalculated(money)) return refuse('clawback.being-calculated');
  const amountFen = waiverAskedFen < spareFen(money) ? waiverAskedFen : spareFen(money);
  return amountFen === 0 ? refuse('clawback.more-than-open', { openFen: 0 }) : ok({ kind: 'waived', actor, on, amountFen, text: reason });
}

function waiverOf(clawback: InForce) {
  return clawback.status === 'in-force' ? clawback.waiverAskedFen : null;
}
