import { ok, refuse, type Refusal, type Result } from './result.js';

/** The steps of a batch's chain, each by another person (design rule 8). The handler calculates and submits. */
export const DUTIES = ['handler', 'reviewer', 'approver', 'second-approver', 'releaser'] as const;
export type Duty = (typeof DUTIES)[number];

export interface Act {
  readonly step: Duty;
  readonly actorId: string;
}

export type DutyRefusal = Refusal<'duty.same-person'>;

/**
 * Refuses a person who did another step of the same chain, however long ago and although it was returned since.
 * The same step again is no conflict: a returned batch is submitted again by its handler.
 */
export function separationOfDuties(chain: readonly Act[], next: Act): Result<Act, DutyRefusal> {
  const earlier = chain.find((act) => act.actorId === next.actorId && act.step !== next.step);
  if (earlier === undefined) return ok(next);
  return refuse('duty.same-person', { step: next.step, earlierStep: earlier.step });
}
