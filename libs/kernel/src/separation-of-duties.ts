import { ok, refuse, type Refusal, type Result } from './result.js';

/** The steps of a batch's chain, each by another person (design rule 8). The handler calculates and submits. */
export const DUTIES = ['handler', 'reviewer', 'approver', 'second-approver', 'releaser'] as const;
export type Duty = (typeof DUTIES)[number];

/** Who took which step of a chain; a chain of another kind than a batch's names steps of its own. */
export interface Act<Step extends string = Duty> {
  readonly step: Step;
  readonly actorId: string;
  /** Who was absent, where somebody stood in: the duty counts as theirs too. */
  readonly standsInFor?: string;
}

export type DutyRefusal = Refusal<'duty.same-person'>;

/**
 * Refuses a person who did another step of the same chain, however long ago and although it was returned since.
 * The same step again is no conflict: a returned batch is submitted again by its handler. Who stands in for somebody
 * counts as both: neither of them may have another step.
 */
export function separationOfDuties<Step extends string = Duty>(chain: readonly Act<Step>[], next: Act<Step>): Result<Act<Step>, DutyRefusal> {
  const persons = personsOf(next);
  const earlier = chain.find((act) => act.step !== next.step && personsOf(act).some((person) => persons.includes(person)));
  if (earlier === undefined) return ok(next);
  return refuse('duty.same-person', { step: next.step, earlierStep: earlier.step });
}

function personsOf({ actorId, standsInFor }: Act<string>): readonly string[] {
  return standsInFor === undefined ? [actorId] : [actorId, standsInFor];
}
