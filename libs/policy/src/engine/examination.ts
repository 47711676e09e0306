import type { Day } from '@gongjiang/kernel';
import type { CelValue } from '../expression/formula.js';
import type { ReasonCode } from '../reason.js';
import type { Claim, CreditBar, HistoryEntry } from '../request.js';
import type { Journal } from './journal.js';
import { periodInfo, type PeriodInfo } from './period-info.js';
import type { EntitlementRule, Era } from './rule.js';

/** A higher claim of the same kind that took the place of this one. */
export interface Rival {
  readonly id: string;
  readonly entitlement: string;
  readonly amountFen: number;
}

/** What around the claim may bear on it by itself; the quota counts what was granted earlier in the same request. */
export interface Surroundings {
  readonly credit: readonly CreditBar[];
  readonly quotaUsed: number;
}

/** The part of the surroundings that did bear on it; with the claim alone it gives the same decision again. */
export interface Heeded {
  history?: readonly HistoryEntry[];
  credit?: readonly CreditBar[];
  quotaUsed?: number;
  rival?: Rival;
}

/** One claim while it is examined. */
export interface Examination {
  readonly claim: Claim;
  readonly rule: EntitlementRule;
  readonly journal: Journal;
  readonly period: PeriodInfo | undefined;
  era: Era;
  /** The facts, once they are checked, as formulas read them. */
  readonly values: Record<string, CelValue>;
  amount: bigint;
  /** What history holds under the group's key, in fen. */
  paidBefore: number;
  standard: string | undefined;
  readonly codes: ReasonCode[];
  readonly heeded: Heeded;
}

export function openExamination(claim: Claim, rule: EntitlementRule, journal: Journal): Examination {
  const period = periodInfo(claim.period);
  return {
    claim, rule, journal, period,
    era: eraOn(rule, period?.first ?? rule.from),
    values: {}, amount: 0n, paidBefore: 0, standard: undefined, codes: [], heeded: {},
  };
}

/** The rule of a day; before the rule's own first day it is that day's, for a period that began earlier. */
export function eraOn(rule: EntitlementRule, day: Day): Era {
  const { eras } = rule;
  for (let at = eras.length - 1; at > 0; at -= 1) {
    const era = eras[at];
    if (era !== undefined && era.from <= day) return era;
  }
  const first = eras[0];
  if (first === undefined) throw new Error(`${rule.id} has no rule`);
  return first;
}
