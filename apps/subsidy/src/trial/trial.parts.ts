import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { DecisionPorts } from '../chunk/chunk.calculate.js';
import { NoRegistry } from '../person-check/check-registry.js';
import { RecordedPersonChecks, type CheckPorts } from '../person-check/person-checks.service.js';
import { lossKey, type SameKindClaim, type TakenElsewhere } from '../same-kind/same-kind.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';

export interface LookingPorts extends Pick<DecisionPorts, 'grants' | 'persons' | 'items' | 'packs' | 'creditBars'>, Pick<CheckPorts, 'cities' | 'dates'> {
  readonly persons: CheckPorts['persons'];
  readonly personAnswers: CheckPorts['answers'];
  readonly sameKind: Pick<SameKindStore, 'heldByOthers'>;
}

/**
 * The ports of a calculation that only looks: nothing is claimed, no registry is asked, and what is found is not kept.
 * What would be kept against claims back is not looked for either: the sums of a trial are those before it.
 */
export function lookingPorts({ grants, persons, items, packs, creditBars, sameKind, cities, dates, personAnswers }: LookingPorts): DecisionPorts {
  return {
    grants, persons, items, packs, creditBars,
    sameKind: new LookedAtClaims(sameKind),
    personChecks: new RecordedPersonChecks({ cities, dates, persons, answers: personAnswers, registry: new NoRegistry(), records: { keep: async (_city, _chunkId, records) => records } }),
    offsetPlans: { of: async () => new Map() },
  };
}

/** Claims that are not made. Those of payees are remembered, so that of two rivals in one trial one comes first. */
class LookedAtClaims implements Pick<SameKindStore, 'claim'> {
  private readonly firsts = new Map<string, { readonly payee: PersonToken; readonly claim: SameKindClaim }>();

  constructor(private readonly store: Pick<SameKindStore, 'heldByOthers'>) {}

  async claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]> {
    const lost = await this.store.heldByOthers(city, claims);
    const losers = new Set(lost.map(lossKey));
    return [...lost, ...claims.filter((claim) => !losers.has(lossKey(claim))).flatMap((claim) => this.rivalOf(claim))];
  }

  private rivalOf(claim: SameKindClaim): readonly TakenElsewhere[] {
    const { id, payee } = claim;
    if (payee === undefined) return [];
    const first = this.firsts.get(id) ?? { payee, claim };
    this.firsts.set(id, first);
    return first.payee === payee ? [] : [{ id, payee, amountFen: first.claim.amountFen }];
  }
}
