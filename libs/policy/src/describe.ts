import type { Day } from '@gongjiang/kernel';
import { eraOn } from './engine/examination.js';
import type { EntitlementRule } from './engine/rule.js';
import type { BeneficiaryKind, FactType, KeyPart, Times } from './pack/entitlement.schema.js';
import type { PackSet } from './pack/pack-set.js';
import type { Wording } from './pack/wording.schema.js';

export interface FactDescription {
  readonly name: string;
  readonly type: FactType;
  readonly title: Wording;
  /** The named values, where only those are taken. */
  readonly values: readonly string[] | null;
}

/** What others need to know of an entitlement 待遇 to claim it, group it and set up its grants. */
export interface EntitlementDescription {
  readonly id: string;
  readonly pack: string;
  readonly version: string;
  readonly clause: string;
  readonly title: Wording;
  readonly beneficiaryKinds: readonly BeneficiaryKind[];
  readonly times: Times;
  /** The months of the term; null where it has none, or no end. */
  readonly termMonths: number | null;
  readonly fund: string | null;
  readonly group: { readonly name: string; readonly key: readonly KeyPart[]; readonly acrossCities: boolean; readonly onPaid: 'top-up' | 'exclusive' } | null;
  /** False for a tax offset and for referrals: decided and shown, never in a batch. */
  readonly pays: boolean;
  readonly referral: boolean;
  readonly facts: readonly FactDescription[];
}

/** Describes an entitlement by the rule of a day (the newest rule where no day is named); undefined for an unknown id. */
export function describeEntitlement(packs: PackSet, id: string, onDay?: Day): EntitlementDescription | undefined {
  const rule = packs.rule(id);
  if (rule === undefined) return undefined;
  if (onDay !== undefined) return describedIn(id, rule, eraOn(rule, onDay));
  const known = newest.get(rule) ?? describedIn(id, rule, rule.eras.at(-1));
  newest.set(rule, known);
  return known;
}

/** A month asks three times for each of its lines, and of a dozen entitlements: each is described once. */
const newest = new WeakMap<EntitlementRule, EntitlementDescription>();

function describedIn(id: string, rule: EntitlementRule, era: EntitlementRule['eras'][number] | undefined): EntitlementDescription {
  const term = era?.term;
  return {
    id, pack: rule.pack.id, version: rule.pack.version, clause: rule.clause, title: rule.title, beneficiaryKinds: rule.kindList, times: rule.times,
    termMonths: term?.kind === 'months' && typeof term.last === 'bigint' ? Number(term.last) : null,
    fund: rule.referral || !rule.pays ? null : (era?.fund ?? null),
    group: rule.group === undefined ? null : { name: rule.group.name, key: rule.group.keyParts, acrossCities: rule.group.acrossCities, onPaid: rule.group.onPaid },
    pays: rule.pays,
    referral: rule.referral,
    facts: rule.facts.map(({ name, type, title, named }) => ({ name, type, title, values: named === undefined ? null : [...named] })),
  };
}

/** Every id of the newest packs, in order. */
export function entitlementIds(packs: PackSet): string[] {
  return packs.newestPacks().flatMap((pack) => [...pack.entitlements.keys()]);
}
