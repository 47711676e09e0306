import type { CityCode, Year } from '@gongjiang/kernel';

declare const accountBrand: unique symbol;

/** An account's name: `<city>/<fund>/<year>/<place>[/<entitlement>]`. */
export type Account = string & { readonly [accountBrand]: 'account' };

/**
 * The places where a fund's money can be. A payment moves it from left to right, a rejection or a return moves it back:
 * appropriated → available → reserved → payable → in-transit → paid. What was paid wrongly goes on to claimed-back, and
 * from there to available again, or to waived. What comes back of a year that is closed comes from prior-years of the
 * year that is open.
 */
export const PLACES = ['appropriated', 'available', 'reserved', 'payable', 'in-transit', 'paid', 'claimed-back', 'waived', 'prior-years'] as const;
export type Place = (typeof PLACES)[number];

/** Where money comes into a fund-year from: below zero by as much as came. */
export const ORIGINS: ReadonlySet<Place> = new Set(['appropriated', 'prior-years']);

/** A fund of a city in one budget year: all its accounts share this. */
export interface FundYear {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
}

export function accountOf(fund: FundYear, place: Exclude<Place, 'paid'>): Account {
  return `${fund.city}/${fund.fund}/${fund.year}/${place}` as Account;
}

/** What a source gave, kept apart by source: below zero by the budget. */
export function appropriatedAccountOf(fund: FundYear, source: string): Account {
  return `${fund.city}/${fund.fund}/${fund.year}/appropriated/${source}` as Account;
}

/** Money paid out, kept apart by entitlement, so that spending by clause can be read from the books. */
export function paidAccountOf(fund: FundYear, entitlement: string): Account {
  return `${fund.city}/${fund.fund}/${fund.year}/paid/${entitlement}` as Account;
}

/** The fund and year that an account is of. */
export function fundYearOfAccount(account: Account): FundYear {
  const [city, fund, year] = account.split('/');
  return { city, fund, year } as FundYear;
}

export function placeOf(account: Account): Place {
  return account.split('/')[3] as Place;
}
