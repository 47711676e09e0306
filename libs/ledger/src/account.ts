import type { CityCode, Year } from '@gongjiang/kernel';

declare const accountBrand: unique symbol;

/** An account's name: `<city>/<fund>/<year>/<place>[/<entitlement>]`. */
export type Account = string & { readonly [accountBrand]: 'account' };

/**
 * The places where a fund's money can be. A payment moves it from left to right, a rejection or a return moves it back:
 * appropriated → available → reserved → payable → in-transit → paid. What was paid wrongly goes on to claimed-back, and
 * from there to available again, or to waived.
 */
export const PLACES = ['appropriated', 'available', 'reserved', 'payable', 'in-transit', 'paid', 'claimed-back', 'waived'] as const;
export type Place = (typeof PLACES)[number];

/** A fund of a city in one budget year: all its accounts share this. */
export interface FundYear {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
}

export function accountOf(fund: FundYear, place: Exclude<Place, 'paid'>): Account {
  return `${fund.city}/${fund.fund}/${fund.year}/${place}` as Account;
}

/** Money paid out, kept apart by entitlement, so that spending by clause can be read from the books. */
export function paidAccountOf(fund: FundYear, entitlement: string): Account {
  return `${fund.city}/${fund.fund}/${fund.year}/paid/${entitlement}` as Account;
}

export function placeOf(account: Account): Place {
  return account.split('/')[3] as Place;
}
