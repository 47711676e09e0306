import { ok, refuse, type CityCode, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import type { Role } from '@gongjiang/security';

/** The roles in which somebody can be stood in for: the duties of a batch. */
export const STAND_IN_ROLES = ['handler', 'reviewer', 'approver', 'releaser'] as const satisfies readonly Role[];
export type StandInRole = (typeof STAND_IN_ROLES)[number];
/** Longer than this is no absence but another office. */
export const MAX_DAYS = 92;

/** Who stands in for whom, in which roles and on which days (代理): named beforehand, by somebody else. */
export interface StandIn {
  readonly id: string;
  readonly city: CityCode;
  readonly absent: string;
  readonly standIn: string;
  readonly roles: readonly StandInRole[];
  readonly from: Day;
  readonly until: Day;
  readonly reason: string;
  readonly namedBy: string;
  readonly namedOn: Day;
  /** Ended before its last day. */
  readonly endedOn: Day | null;
}

export const STAND_IN_REFUSALS = ['stand-in.named-by-party', 'stand-in.own-absence', 'stand-in.not-beforehand', 'stand-in.days', 'stand-in.ended-already'] as const;
export type StandInRefusalCode = (typeof STAND_IN_REFUSALS)[number];
type Decided = Result<StandIn, Refusal<StandInRefusalCode>>;

/** Names a stand-in. Neither of the two names it, and not for days that have passed. */
export function nameStandIn(named: Omit<StandIn, 'endedOn'>, lastPossible: Day): Decided {
  if (named.absent === named.standIn) return refuse('stand-in.own-absence');
  if (named.namedBy === named.absent || named.namedBy === named.standIn) return refuse('stand-in.named-by-party');
  if (named.from < named.namedOn) return refuse('stand-in.not-beforehand', { from: named.from, today: named.namedOn });
  if (named.until < named.from || named.until > lastPossible) return refuse('stand-in.days', { days: MAX_DAYS });
  return ok({ ...named, endedOn: null });
}

/** Ends it before its last day: from that day on it holds no more. */
export function endStandIn(standIn: StandIn, on: Day): Decided {
  return isHeldOn(standIn, on) || on < standIn.from ? ok({ ...standIn, endedOn: on }) : refuse('stand-in.ended-already');
}

export function isHeldOn({ from, until, endedOn }: StandIn, on: Day): boolean {
  return from <= on && on <= until && (endedOn === null || on < endedOn);
}
