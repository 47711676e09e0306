import type { Act, CityCode, Day, Fen, Month, Year } from '@gongjiang/kernel';

/** Amounts of one entitlement in a batch. */
export interface EntitlementTotal {
  readonly entitlement: string;
  readonly clause: string;
  readonly lines: number;
  readonly amountFen: Fen;
}

/** Lines and their money together. */
export interface LineSum {
  readonly lines: number;
  readonly amountFen: Fen;
}

/** How the monthly lines of a batch stand to those of the month before, counted by due. Money is this month's. */
export interface MonthOnMonth {
  /** Nothing was due the month before. */
  readonly fresh: LineSum;
  /** The same amount as the month before. */
  readonly same: LineSum;
  /** Another amount than the month before. */
  readonly changed: LineSum;
}

/** The control totals of a batch, summed over its chunks when calculation ends. */
export interface BatchTotals {
  /** New lines that the bank pays. */
  readonly lines: number;
  readonly amountFen: Fen;
  /** New money that is kept against what is claimed back, and not sent. */
  readonly offset: LineSum;
  /** Differences below zero: what was paid too much before, and will be claimed back. */
  readonly overpaid: LineSum;
  /** Lines of earlier batches that were rejected or returned, put right, and go out again: owed already. */
  readonly carried: LineSum;
  readonly monthOnMonth: MonthOnMonth;
  /** Of the lines: months before the batch's own, of who was enrolled late or whose line was not paid then. */
  readonly late: LineSum;
  /** Of the lines: differences to what was decided before, upwards. */
  readonly raised: LineSum;
  /** Lines beyond the first of one person for one month of one entitlement. */
  readonly repeatedLines: number;
  readonly heldLines: number;
  readonly byEntitlement: readonly EntitlementTotal[];
}

/** The public notice of a batch: up from `from`, passed once the city's date is after `until`. */
export interface Notice {
  readonly from: Day;
  readonly until: Day;
}

/** What became of the lines at the bank, counted when all is known. */
export interface Outcome {
  readonly settledLines: number;
  readonly settledFen: Fen;
  readonly rejectedLines: number;
  readonly rejectedFen: Fen;
  readonly returnedLines: number;
  readonly returnedFen: Fen;
  /** Held by an objection, or cancelled before they were sent. */
  readonly unpaidLines: number;
  readonly unpaidFen: Fen;
}

interface Known {
  readonly id: string;
  readonly city: CityCode;
  readonly programme: string;
  readonly fund: string;
  readonly period: Month;
  readonly entitlements: readonly string[];
  /** How often calculation was started: a batch that was returned is calculated anew, under the next number. */
  readonly calculation: number;
  /** Who took which duty, over the batch's whole life: nobody may stand in it under two. */
  readonly chain: readonly Act[];
}
interface Calculated extends Known { readonly totals: BatchTotals }
interface Submitted extends Calculated { readonly fundYear: Year }
interface Noticed extends Submitted {
  readonly notice: Notice;
  /** What objections hold: the rest goes on. */
  readonly withheld: LineSum;
}
interface Settled extends Noticed { readonly outcome: Outcome }

/** A batch: one month of one programme of one city. A field exists only in the states that have it. */
export type Batch =
  | (Known & { readonly status: 'draft' })
  | (Known & { readonly status: 'calculating' })
  | (Calculated & { readonly status: 'calculated' })
  | (Submitted & { readonly status: 'submitted' })
  | (Noticed & { readonly status: 'in-notice' })
  | (Noticed & { readonly status: 'cleared'; readonly firstApprover: string | null })
  | (Noticed & { readonly status: 'approved' })
  | (Noticed & { readonly status: 'released' })
  | (Noticed & { readonly status: 'disbursing' })
  | (Noticed & { readonly status: 'settling' })
  | (Settled & { readonly status: 'reconciled' })
  | (Settled & { readonly status: 'closed' })
  | (Calculated & { readonly status: 'returned'; readonly reason: string })
  | (Known & { readonly status: 'cancelled'; readonly reason: string });

export type BatchStatus = Batch['status'];
