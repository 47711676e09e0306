import { ok, refuse, type Refusal, type Result } from './result.js';

/** The steps of a batch's chain, each by another person (design rule 8). The handler calculates and submits. */
export const DUTIES = ['handler', 'reviewer', 'approver', 'second-approver', 'releaser'] as const;
export type Duty = (typeof DUTIES)[number];

/** Who took which step of a chain; a chain of another kind than a batch's names steps of its own. */
export interface Act<Step extends string = Duty> {
  readonly step: Step;
  readonly actorId: string;
}

export type DutyRefusal = Refusal<'duty.same-person'>;

/**
 * Refuses a person who did another step of the same chain, however long ago and although it was returned since.
 * The same step again is no conflict: a returned batch is submitted again by its handler.
 */
export function separationOfDuties<Step extends string = Duty>(chain: readonly Act<Step>[], next: Act<Step>): Result<Act<Step>, DutyRefusal> {
  const earlier = chain.find((act) => act.actorId === next.actorId && act.step !== next.step);
  if (earlier === undefined) return ok(next);
  return refuse('duty.same-person', { step: next.step, earlierStep: earlier.step });
}
