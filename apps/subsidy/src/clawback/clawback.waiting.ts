import { impossible, subtractFen, ZERO_FEN, type Day, type Fen } from '@gongjiang/kernel';
import type { Clawback, ClawbackIn, Instalment } from './clawback.js';
import { openFen } from './clawback.money.js';

/** What a case waits for, in the words of who works on it; null once it waits for nothing. */
export const WAITING = ['notification', 'statement', 'decision', 'appeal', 'appeal-decision', 'waiver-decision', 'payment'] as const;
export type Waiting = (typeof WAITING)[number];

export function waitingFor(clawback: Clawback): Waiting | null {
  switch (clawback.status) {
    case 'opened': return 'notification';
    case 'notified': return 'statement';
    case 'heard': return 'decision';
    case 'decided': return 'appeal';
    case 'appealed': return 'appeal-decision';
    case 'in-force': return clawback.waiverAskedFen === null ? 'payment' : 'waiver-decision';
    case 'settled': case 'dropped': case 'withdrawn': return null;
    default: return impossible(clawback);
  }
}

/** The deadline that runs now: to be heard, to appeal, the next instalment that is not paid. Null where none does. */
export function deadlineOf(clawback: Clawback): Day | null {
  if (clawback.status === 'notified') return clawback.hearUntil;
  if (clawback.status === 'decided') return clawback.appealUntil;
  if (clawback.status !== 'in-force') return null;
  return instalmentsOf(clawback).find((instalment) => instalment.openFen > 0)?.dueOn ?? null;
}

export interface InstalmentNow extends Instalment {
  readonly openFen: Fen;
}

/** The plan as it stands: whatever is less open since it was made has paid its instalments, oldest first. */
export function instalmentsOf({ plan, money }: Pick<ClawbackIn<'in-force' | 'settled'>, 'plan' | 'money'>): readonly InstalmentNow[] {
  if (plan === null) return [];
  let paidFen = subtractFen(plan.openFen, openFen(money));
  return plan.instalments.map((instalment) => {
    const ofThisFen = paidFen < instalment.amountFen ? paidFen : instalment.amountFen;
    paidFen = subtractFen(paidFen, ofThisFen);
    return { ...instalment, openFen: subtractFen(instalment.amountFen, ofThisFen) };
  });
}

/** What should have come by now and did not. */
export function overdueFen(clawback: ClawbackIn<'in-force' | 'settled'>, today: Day): Fen {
  return instalmentsOf(clawback).filter(({ dueOn }) => dueOn < today).reduce((sum, each) => (sum + each.openFen) as Fen, ZERO_FEN);
}
