import type { CityCode, Day, Fen, Year } from '@gongjiang/kernel';
import type { BudgetSource, FundRefusalCode } from './fund.js';

/** What one person proposes and another confirms: a source's budget, a transfer to another fund, or the end of a year. */
export type FundMatter =
  | { readonly kind: 'budget'; readonly source: BudgetSource; readonly earmark: readonly string[]; readonly changeFen: Fen; /** The share's budget that the proposer saw. */ readonly seenFen: Fen }
  | { readonly kind: 'transfer'; readonly source: BudgetSource; readonly toFund: string; readonly amountFen: Fen }
  | { readonly kind: 'year-close' };

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly fund: string;
  readonly year: Year;
  readonly matter: FundMatter;
  readonly reason: string;
  /** Of the paper by which the fiscal authority says so. */
  readonly document: string;
  readonly proposedBy: string;
  readonly proposedOn: Day;
}
interface Confirmed extends Known { readonly confirmedBy: string; readonly confirmedOn: Day }

/** A change of a fund on its way. Confirmed is what is being brought about: whatever interrupts it, it is taken up again. */
export type FundChange =
  | (Known & { readonly status: 'proposed' })
  | (Known & { readonly status: 'rejected'; readonly rejectedBy: string; readonly rejectedFor: string })
  | (Confirmed & { readonly status: 'confirmed' })
  | (Confirmed & { readonly status: 'effective' })
  | (Confirmed & { readonly status: 'refused'; readonly code: string });

export type FundChangeStatus = FundChange['status'];
export const FUND_CHANGE_STATUSES = ['proposed', 'rejected', 'confirmed', 'effective', 'refused'] as const satisfies readonly FundChangeStatus[];

export const FUND_CHANGE_REFUSALS = [
  'fund-change.unknown', 'fund-change.own-proposal', 'fund-change.decided', 'fund-change.too-many-open', 'fund.budget-moved', 'fund.special-apart', 'fund.same-fund', 'fund.unknown-fund', 'fund.nothing-changed',
  'fund.year-running', 'fund.year-unfinished', 'fund.year-holds-money',
] as const;
export type FundChangeRefusalCode = FundRefusalCode | (typeof FUND_CHANGE_REFUSALS)[number];

/** A change's id: its fund, year, and which of theirs it is. */
export function fundChangeId({ city, fund, year }: Pick<Known, 'city' | 'fund' | 'year'>, number: number): string {
  return `${city}.${fund}.${year}.${String(number).padStart(4, '0')}`;
}
