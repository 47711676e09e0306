import type { PackSet } from '../pack/pack-set.js';
import type { EntitlementRule } from './rule.js';

/**
 * The entitlements of which what was given in any period can bear on a claim under one of these. Of all others only what was
 * given for the claim's own period can: whoever decides need not read years of months to find that they do not matter.
 */
export function heededInAnyPeriod(packs: PackSet, entitlements: Iterable<string>): readonly string[] {
  const ids = new Set<string>();
  for (const id of new Set(entitlements)) {
    const rule = packs.rule(id);
    if (rule === undefined || !isDecidedByItsPeriod(rule)) for (const other of kindOf(packs, id, rule)) ids.add(other);
  }
  return [...ids].sort();
}

/** True where neither what is the same due, nor what is of the same kind, nor a limit over several periods reaches beyond the period. */
function isDecidedByItsPeriod(rule: EntitlementRule): boolean {
  const isDueOfOnePeriod = rule.times === 'monthly' && !rule.referral;
  return isDueOfOnePeriod && (rule.group?.key.period ?? true) && rule.eras.every(({ total }) => total === undefined);
}

/** The entitlement, and those of its kind in every version of every pack. */
function kindOf(packs: PackSet, id: string, rule: EntitlementRule | undefined): readonly string[] {
  const group = rule?.group?.identity;
  if (group === undefined) return [id];
  return [id, ...packs.packs.flatMap((pack) => [...pack.entitlements.values()].flatMap((other) => (other.group?.identity === group ? [other.id] : [])))];
}
