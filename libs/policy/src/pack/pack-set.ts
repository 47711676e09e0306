import { factId } from '@gongjiang/kernel';
import type { EntitlementRule } from '../engine/rule.js';
import type { Pack } from './pack.compile.js';
import { PackError } from './pack.error.js';

/** All packs of an installation, every version of each. */
export class PackSet {
  readonly packs: readonly Pack[];
  /** Of all packs, their overlays and the engine: two processes that have the same decide the same. */
  readonly hash: string;
  readonly #newest = new Map<string, EntitlementRule>();
  readonly #anyVersion = new Map<string, EntitlementRule>();
  readonly #byVersion = new Map<string, Pack>();

  constructor(packs: readonly Pack[]) {
    this.packs = [...packs].sort((a, b) => compareVersions(a.identity.version, b.identity.version));
    for (const pack of this.packs) {
      const key = `${pack.identity.id}@${pack.identity.version}`;
      if (this.#byVersion.has(key)) throw new PackError(key, 1, 'one folder a version is expected');
      this.#byVersion.set(key, pack);
      for (const [id, rule] of pack.entitlements) this.#anyVersion.set(id, rule);
    }
    for (const pack of this.newestPacks()) for (const [id, rule] of pack.entitlements) this.#newest.set(id, rule);
    this.hash = factId(JSON.stringify(this.packs.map(({ identity }) => identity.receiptJson).sort()));
    checkGroupsAcrossCities([...this.#anyVersion.values()]);
  }

  /** The newest version of each pack. */
  newestPacks(): Pack[] {
    return [...new Map(this.packs.map((pack) => [pack.identity.id, pack])).values()];
  }

  pack(id: string, version?: string): Pack | undefined {
    if (version !== undefined) return this.#byVersion.get(`${id}@${version}`);
    return this.newestPacks().find((pack) => pack.identity.id === id);
  }

  /** The rule of an id: of the version that a request names for its own pack, else of the newest one. */
  rule(id: string, pack?: string, version?: string): EntitlementRule | undefined {
    if (version === undefined || pack === undefined || !id.startsWith(`${pack}/`)) return this.#newest.get(id);
    return this.#byVersion.get(`${pack}@${version}`)?.entitlements.get(id);
  }

  /** What an entry of history was, also where only an old version knows it. */
  ruleOfHistory(id: string): EntitlementRule | undefined {
    return this.#newest.get(id) ?? this.#anyVersion.get(id);
  }
}

/** Orders 1.9 before 1.10. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A group that reaches across cities means the same in each of them, or the answer would hang on who asks. */
function checkGroupsAcrossCities(rules: readonly EntitlementRule[]): void {
  const seen = new Map<string, EntitlementRule>();
  for (const rule of rules) {
    if (!rule.group?.acrossCities) continue;
    const first = seen.get(rule.group.identity);
    if (first === undefined) seen.set(rule.group.identity, rule);
    else if (first.group?.onPaid !== rule.group.onPaid || first.group.keyParts.join() !== rule.group.keyParts.join()) {
      throw new PackError(rule.pack.id, 1, `the group "${rule.group.name}" across cities is expected with the key and "onPaid" that ${first.pack.id} gives it`);
    }
  }
}
