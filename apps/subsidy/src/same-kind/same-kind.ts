import type { CityCode, Fen, Period, PersonToken } from '@gongjiang/kernel';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { Due } from '../item/item.js';

/**
 * One claim on what is not given twice (同类待遇不重复, Jinhua clause 18): a person's period among all cities, or a subject
 * (a training, a workshop) among a city's payees. The first claim wins.
 */
export interface SameKindClaim {
  /** What is claimed: whoever names the same is a rival. */
  readonly id: string;
  /** The payee, where payees are rivals: the same one loses nothing. Absent where cities are. */
  readonly payee?: PersonToken;
  readonly city: CityCode;
  readonly dueKey: string;
  readonly chunkId: string;
  readonly amountFen: Fen;
}

/** What one learns when another was first: that it was, and the amount. Not which city, and not who. */
export interface TakenElsewhere {
  readonly id: string;
  /** The payee who came second, where payees are rivals. */
  readonly payee?: PersonToken;
  readonly amountFen: Fen;
}

/** What a due claims: a person's period among cities, or its subject among payees. Undefined where it has no rival but the payee's own dues. */
export type SameKindKey = { readonly rivals: 'cities'; readonly id: string } | { readonly rivals: 'payees'; readonly id: string; readonly payee: PersonToken };

export function sameKindIdOf(sameKindIndex: string, group: string, period: Period): string {
  return `${sameKindIndex}|${group}|${period}`;
}

export function sameKindKeyOf(packs: PackSet, due: Due, sameKindIndex: string): SameKindKey | undefined {
  const group = describeEntitlement(packs, due.entitlement)?.group;
  if (!group) return undefined;
  if (group.acrossCities) return { rivals: 'cities', id: sameKindIdOf(sameKindIndex, group.name, due.period) };
  if (group.key.includes('beneficiary')) return undefined;
  return { rivals: 'payees', id: `${due.city}|${group.name}|${due.subject ?? ''}`, payee: due.person };
}

/** By it a loss is found again by who lost. */
export function lossKey({ id, payee }: Pick<TakenElsewhere, 'id' | 'payee'>): string {
  return payee === undefined ? id : `${payee}>${id}`;
}

/**
 * What is known to be taken of a key. Among payees there may be several: where the second tops the first up, it claims the
 * next place, and the third sees both.
 */
export function takenOf(key: SameKindKey, taken: ReadonlyMap<string, TakenElsewhere>): readonly TakenElsewhere[] {
  if (key.rivals === 'cities') {
    const other = taken.get(lossKey({ id: key.id }));
    return other ? [other] : [];
  }
  const others: TakenElsewhere[] = [];
  for (;;) {
    const other = taken.get(lossKey({ id: placeOf(key, others.length), payee: key.payee }));
    if (!other) return others;
    others.push(other);
  }
}

/** The claim on the first place of a key that is not known to be taken. */
export function claimOn(key: SameKindKey, taken: ReadonlyMap<string, TakenElsewhere>, claim: Omit<SameKindClaim, 'id' | 'payee'>): SameKindClaim {
  return key.rivals === 'cities' ? { ...claim, id: key.id } : { ...claim, id: placeOf(key, takenOf(key, taken).length), payee: key.payee };
}

function placeOf({ id }: SameKindKey, place: number): string {
  return `${id}|${place}`;
}
