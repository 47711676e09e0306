import { addFen, subtractFen, sumFen, type CityCode, type Fen, type Year } from '@gongjiang/kernel';

/** Where a fund's money comes from; `recovered` is what came back by clawbacks, and nobody's budget. */
export const BUDGET_SOURCES = ['central', 'provincial', 'municipal', 'county', 'unemployment-insurance', 'enterprise'] as const;
export type BudgetSource = (typeof BUDGET_SOURCES)[number];
export type Source = BudgetSource | 'recovered';

/** A source's money for certain entitlements alone (its earmark), or for all that the fund pays (an empty one). */
export interface Share {
  readonly source: Source;
  readonly earmark: readonly string[];
}

/** Money that came to a share or left it, once for its id. Below zero it left. */
export interface Movement extends Share {
  readonly id: string;
  readonly kind: 'appropriate' | 'transfer' | 'carry-over' | 'lapse';
  readonly amountFen: Fen;
}

/** Which share's money a reservation uses for which entitlement. */
export interface Use {
  readonly share: string;
  readonly entitlement: string;
  readonly amountFen: Fen;
}

/** Money of a fund that is kept for a batch. Once the batch is closed it is what the batch really paid. */
export interface Reservation {
  readonly batchId: string;
  /** Of which calculation the sum is: an officer's step that comes late does not touch a later one's. */
  readonly calculation: number;
  readonly amountFen: Fen;
  readonly uses: readonly Use[];
}

/** For what money is reserved: a batch's calculation, out of one year's budget of a fund. */
export interface ReservationKey {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly batchId: string;
  readonly calculation: number;
}

/** Money that a clawback brought back, once for its id. */
export interface Recovery {
  readonly id: string;
  readonly amountFen: Fen;
}

/** While a year is closing nothing new is reserved; closed, nothing of it changes any more. */
export type Closure = { readonly status: 'open' } | { readonly status: 'closing' | 'closed'; readonly change: string };

/** A fund of a city in one budget year: what its sources gave, and what batches hold of it. */
export interface Fund {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly movements: readonly Movement[];
  readonly recoveries: readonly Recovery[];
  readonly reservations: readonly Reservation[];
  readonly closure: Closure;
}

export const FUND_REFUSALS = [
  'fund.unknown', 'fund.overdrawn', 'fund.earmarked', 'fund.below-reserved', 'fund.reserved-otherwise', 'fund.earmarks-cross', 'fund.year-closed',
] as const;
export type FundRefusalCode = (typeof FUND_REFUSALS)[number];

export function emptyFund({ city, fund, year }: Pick<Fund, 'city' | 'fund' | 'year'>): Fund {
  return { city, fund, year, movements: [], recoveries: [], reservations: [], closure: { status: 'open' } };
}

export function budgetFen(fund: Pick<Fund, 'movements'>): Fen {
  return sumFen(fund.movements.map(({ amountFen }) => amountFen));
}

export function recoveredFen(fund: Pick<Fund, 'recoveries'>): Fen {
  return sumFen(fund.recoveries.map(({ amountFen }) => amountFen));
}

export function reservedFen(fund: Pick<Fund, 'reservations'>): Fen {
  return sumFen(fund.reservations.map(({ amountFen }) => amountFen));
}

/** Budget and what came back, less what batches hold. Never below zero. */
export function availableFen(fund: Pick<Fund, 'movements' | 'recoveries' | 'reservations'>): Fen {
  return subtractFen(addFen(budgetFen(fund), recoveredFen(fund)), reservedFen(fund));
}
