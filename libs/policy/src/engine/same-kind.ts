import type { KeyPart } from '../pack/entitlement.schema.js';
import type { Beneficiary, Claim, HistoryEntry } from '../request.js';
import type { EntitlementRule } from './rule.js';

/** What a key compares: a claim, or an entry of history. */
export type Keyed = Pick<Claim, 'beneficiary' | 'subject' | 'period'>;

/** The parts of which a key is made. */
export type Key = Readonly<Record<KeyPart, boolean>>;

export function keyOf(parts: readonly KeyPart[]): Key {
  return { beneficiary: parts.includes('beneficiary'), subject: parts.includes('subject'), period: parts.includes('period') };
}

export function sameBeneficiary(a: Beneficiary, b: Beneficiary): boolean {
  return a.id === b.id && a.kind === b.kind;
}

/** An absent subject equals an absent subject. The period first: most entries of a person are other months of one allowance. */
export function sameKey(key: Key, a: Keyed, b: Keyed): boolean {
  if (key.period && a.period !== b.period) return false;
  if (key.subject && a.subject !== b.subject) return false;
  return !key.beneficiary || sameBeneficiary(a.beneficiary, b.beneficiary);
}

/** For a yearly entitlement the period is the year, also where a month of it was named. */
export function samePeriod(rule: EntitlementRule, a: string, b: string): boolean {
  return rule.times === 'monthly' ? a === b : a.slice(0, 4) === b.slice(0, 4);
}

/** Whether two of one group are rivals: the same key, and not two periods of what does not compete with itself. */
export function areRivals(rule: EntitlementRule, claim: Claim, otherRule: EntitlementRule, other: Keyed): boolean {
  if (rule.group === undefined || rule.group.identity !== otherRule.group?.identity) return false;
  if (!sameKey(rule.group.key, claim, other)) return false;
  return !(rule.group.apart && rule.id === otherRule.id && !samePeriod(rule, claim.period, other.period));
}

/** Without a group: the same entitlement, beneficiary and subject, in the same period, or for what is given once in any. */
export function isSameDue(rule: EntitlementRule, claim: Claim, entry: HistoryEntry): boolean {
  if (entry.entitlement !== rule.id || claim.subject !== entry.subject || !sameBeneficiary(claim.beneficiary, entry.beneficiary)) return false;
  return rule.referral || rule.times === 'once' || samePeriod(rule, claim.period, entry.period);
}

/** The sum of entries, in fen; what has no amount adds nothing. */
export function paidFen(entries: readonly HistoryEntry[]): number {
  let paid = 0;
  for (const entry of entries) paid += entry.amountFen ?? 0;
  return paid;
}

/** Whether entries say that something was given: money, a referral, or something of which nobody knows the amount. */
export function wasGiven(entries: readonly HistoryEntry[], isReferral: (entitlement: string) => boolean): boolean {
  return entries.some((entry) => entry.amountFen === undefined || entry.amountFen > 0 || isReferral(entry.entitlement));
}
