import { subtractFen, sumFen, type CityCode, type Fen, type Year } from '@gongjiang/kernel';

/** Money of a fund that is kept for a batch. Once the batch is closed it is what the batch really paid. */
export interface Reservation {
  readonly batchId: string;
  /** Of which calculation the sum is: an officer's step that comes late does not touch a later one's. */
  readonly calculation: number;
  readonly amountFen: Fen;
}

/** For what money is reserved: a batch's calculation, out of one year's budget of a fund. */
export interface ReservationKey {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly batchId: string;
  readonly calculation: number;
}

/** A fund of a city in one budget year: what was appropriated, and what batches hold of it. */
export interface Fund {
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly budgetFen: Fen;
  /** The budgets that were set over the year, in their order; each differs from the one before. */
  readonly budgets: readonly Fen[];
  readonly reservations: readonly Reservation[];
}

export const FUND_REFUSALS = ['fund.unknown', 'fund.overdrawn', 'fund.below-reserved', 'fund.reserved-otherwise'] as const;
export type FundRefusalCode = (typeof FUND_REFUSALS)[number];

export function availableFen(fund: Pick<Fund, 'budgetFen' | 'reservations'>): Fen {
  return subtractFen(fund.budgetFen, sumFen(fund.reservations.map((reservation) => reservation.amountFen)));
}
