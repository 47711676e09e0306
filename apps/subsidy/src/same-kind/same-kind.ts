import type { CityCode, Fen, Period } from '@gongjiang/kernel';

/** One city's claim on a person's period of a group of entitlements of the same kind (同类待遇不重复, Jinhua clause 18). */
export interface SameKindClaim {
  /** The person's index that is the same in all cities, the group and the period: the first claim wins. */
  readonly id: string;
  readonly city: CityCode;
  readonly dueKey: string;
  readonly chunkId: string;
  readonly amountFen: Fen;
}

/** What a city learns when another was first: that it was, and the amount. Not which one. */
export interface TakenElsewhere {
  readonly id: string;
  readonly amountFen: Fen;
}

export function sameKindIdOf(sameKindIndex: string, group: string, period: Period): string {
  return `${sameKindIndex}|${group}|${period}`;
}
