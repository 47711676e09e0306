import { addMonths, isYear, type CityCode, type Month, type Period, type PersonToken } from '@gongjiang/kernel';
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
  /** Facts stated since by corrections, in their order. */
  readonly corrected?: readonly FactsFrom[];
}

/** Facts that hold from a period on. */
export interface FactsFrom {
  readonly from: Period;
  readonly facts: Facts;
}

/** The facts of a period: those of the last correction that holds in it, else what the claim stated. */
export function factsIn({ facts, corrected = [] }: Pick<Known, 'facts' | 'corrected'>, period: Period): Facts {
  return corrected.findLast(({ from }) => from <= period)?.facts ?? facts;
}

/** Months from `from` on are decided afresh: something about them changed at `at` (the database's time). */
export interface Recheck {
  readonly from: Month;
  readonly at: Date;
}

/** A right that was granted: monthly with a term (no last month where the plan states no end), or once. */
export type Grant =
  | (Known & { readonly times: 'monthly'; readonly firstMonth: Month; readonly lastMonth: Month | null; readonly recheck?: Recheck })
  | (Known & { readonly times: 'once'; readonly period: Period; /** The chunk that made a line of it. */ readonly spentIn: string | null });

/**
 * The same key for a claim and the grant that came of it: one payee, one entitlement, one subject; and where it is paid
 * by the year, one year.
 */
export function grantIdOf(key: { readonly city: CityCode; readonly person: PersonToken; readonly entitlement: string; readonly subject: string | null; readonly period?: Period }): string {
  return `${key.city}${key.person}|${key.entitlement}|${key.subject ?? ''}${isYear(key.period) ? `|${key.period}` : ''}`;
}

/** What the id names: who asks for what for which subject. */
export function keyOfGrant(id: string): Pick<Known, 'city' | 'person' | 'entitlement' | 'subject'> {
  const [payee = '', entitlement = '', subject = ''] = id.split('|', 3);
  return { city: payee.slice(0, CITY_CHARACTERS) as CityCode, person: payee.slice(CITY_CHARACTERS) as PersonToken, entitlement, subject: subject === '' ? null : subject };
}

const CITY_CHARACTERS = 6;

/** The entitlement that a grant's id names. */
export function entitlementOfGrant(id: string): string {
  return id.split('|', 2)[1] ?? '';
}

/** For which batch it is asked what is due. */
export interface DueIn {
  readonly batchId: string;
  readonly month: Month;
  /** The first month that the platform pays in the city: earlier ones are the predecessor's. */
  readonly cityFrom: Month;
  /** When the last approved batch of the programme was planned, this one apart; null before the first. */
  readonly plannedBefore: Date | null;
}

/** A transaction that was open when a batch was planned may have been committed behind the planner's back: longer than that. */
const LONGEST_TRANSACTION_MS = 120_000;
/** How far back a recheck goes: a longer past is a case for a person. */
export const MAX_RECHECK_MONTHS = 24;

/**
 * The month from which a monthly grant is due in a batch: its own month, or an earlier one where a recheck stands that no
 * approved batch has done. Undefined where nothing of it is due.
 */
export function dueFrom(grant: Extract<Grant, { times: 'monthly' }>, { month, cityFrom, plannedBefore }: DueIn): Month | undefined {
  const { recheck, firstMonth, lastMonth } = grant;
  const isRechecked = recheck !== undefined && (plannedBefore === null || plannedBefore.getTime() < recheck.at.getTime() + LONGEST_TRANSACTION_MS);
  const rechecked = isRechecked ? later(recheck.from, later(cityFrom, addMonths(month, -MAX_RECHECK_MONTHS))) : month;
  const from = later(firstMonth, rechecked < month ? rechecked : month);
  return from <= month && (lastMonth === null || lastMonth >= from) ? from : undefined;
}

/**
 * True where what is paid once is due in a batch. What the batch itself spent does not count: it is the remains of a
 * calculation that no longer holds.
 */
export function isDueOnce(grant: Extract<Grant, { times: 'once' }>, { batchId, month }: DueIn): boolean {
  return (grant.spentIn === null || isChunkOf(grant.spentIn, batchId)) && grant.period.slice(0, 7) <= month;
}

/** The periods of a grant in a batch of `month`, when it is due from `from` on. */
export function periodsOf(grant: Grant, from: Month, month: Month): readonly Period[] {
  if (grant.times === 'once') return [grant.period];
  const last = grant.lastMonth !== null && grant.lastMonth < month ? grant.lastMonth : month;
  const first = later(grant.firstMonth, from);
  if (first === last) return [first];
  const periods: Period[] = [];
  for (let period = first; period <= last; period = addMonths(period, 1)) periods.push(period);
  return periods;
}

function later(one: Month, other: Month): Month {
  return one > other ? one : other;
}
