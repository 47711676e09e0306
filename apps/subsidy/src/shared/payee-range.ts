import type { CityCode, PersonToken } from '@gongjiang/kernel';

/** Of whom, and what comes behind the place where the last page ended (an id). */
export interface OfPayee {
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly after: string | null;
  readonly limit: number;
}

/** What the keys of everything of one payee begin with. */
export function payeePrefix({ city, person }: Pick<OfPayee, 'city' | 'person'>): string {
  return `${city}${person}|`;
}

/** A payee's keys are one range, whatever place is named: a place of somebody else's is none. */
export function payeeRange(of: Pick<OfPayee, 'city' | 'person' | 'after'>): { readonly $gt: string; readonly $lt: string } {
  const own = payeePrefix(of);
  // `}` sorts behind the `|` that follows the token.
  return { $gt: of.after?.startsWith(own) === true ? of.after : own, $lt: `${of.city}${of.person}}` };
}
