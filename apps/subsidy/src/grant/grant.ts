import type { CityCode, Month, Period, PersonToken } from '@gongjiang/kernel';
import { isChunkOf } from '../batch/batch.range.js';

export type FactValue = string | number | boolean;
export type Facts = Readonly<Record<string, FactValue>>;

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly entitlement: string;
  readonly subject: string | null;
  /** What the claim stated and its decision rested on; the facts of the month itself are added when it is decided. */
  readonly facts: Facts;
}

/** A right that was granted: monthly with a term (no last month where the plan states no end), or once. */
export type Grant =
  | (Known & { readonly times: 'monthly'; readonly firstMonth: Month; readonly lastMonth: Month | null })
  | (Known & { readonly times: 'once'; readonly period: Period; /** The chunk that made a line of it. */ readonly spentIn: string | null });

/** The same key for a claim and the grant that came of it: one person, one entitlement, one subject. */
export function grantIdOf(key: { readonly city: CityCode; readonly person: PersonToken; readonly entitlement: string; readonly subject: string | null }): string {
  return `${key.city}${key.person}|${key.entitlement}|${key.subject ?? ''}`;
}

/** The period that a grant is for in a batch of `month`: its own where it is paid once. */
export function periodOf(grant: Grant, month: Month): Period {
  return grant.times === 'once' ? grant.period : month;
}

/**
 * The period that a grant is due for in a batch of `month`, or undefined where it is not due. What the batch itself
 * spent does not count: it is the remains of a calculation that no longer holds.
 */
export function duePeriod(grant: Grant, batchId: string, month: Month): Period | undefined {
  if (grant.times === 'once') return (grant.spentIn === null || isChunkOf(grant.spentIn, batchId)) && grant.period.slice(0, 7) <= month ? grant.period : undefined;
  return grant.firstMonth <= month && (grant.lastMonth === null || grant.lastMonth >= month) ? month : undefined;
}
