import type { Day } from '@gongjiang/kernel';
import type { Role } from '@gongjiang/security';

export const WORK_KINDS = ['batch', 'account-change', 'objection', 'clawback', 'fund-change', 'takeover', 'reconciliation-case', 'payments-resting', 'owed-line'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Something that waits for a person. */
export interface WaitingWork {
  readonly kind: WorkKind;
  readonly object: string;
  /** What is to be done with it, in the words of the address that does it. */
  readonly step: string;
  readonly roles: readonly Role[];
  /** Who may not do it: they did another part of it. */
  readonly notBy: readonly string[];
  /** Null where the day was not written down. */
  readonly since: Day | null;
  /** Until when; null where no deadline runs. */
  readonly until: Day | null;
}

/** What waits for this officer: a role that it wants is there, and no other part of it was theirs. What is due first comes first. */
export function waitingFor(officer: { readonly id: string; readonly roles: readonly Role[] }, work: readonly WaitingWork[]): readonly WaitingWork[] {
  const own = work.filter(({ roles, notBy }) => roles.some((role) => officer.roles.includes(role)) && !notBy.includes(officer.id));
  return [...own].sort((one, other) => compare(one.until ?? '9999', other.until ?? '9999') || compare(one.since ?? '', other.since ?? '') || compare(one.object, other.object));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
