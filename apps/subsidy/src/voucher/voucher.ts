import type { CityCode, Day, Fen, Year } from '@gongjiang/kernel';

/** What a voucher is about: a closed batch, a case of a claim back, a change of a fund, or a day's money kept against claims. */
export const VOUCHER_KINDS = ['batch', 'clawback', 'fund', 'offset'] as const;
export type VoucherKind = (typeof VOUCHER_KINDS)[number];

/** One line of a voucher: an account of the city's finance system, on one side, with what it is for. */
export interface VoucherLine {
  /** The ledger's own account: by it the next voucher of the subject knows what was told already. */
  readonly account: string;
  readonly code: string;
  readonly name: string;
  readonly side: 'debit' | 'credit';
  readonly amountFen: Fen;
  readonly fund: string;
  readonly year: Year;
  readonly source: string;
  readonly entitlement: string;
  readonly clause: string;
}

/** How the file is written: fixed with the voucher, so that it is the same bytes in any year. */
export interface VoucherFormat {
  readonly layout: 1;
  readonly encoding: 'utf-8' | 'gb18030';
}

/** An accounting voucher (记账凭证) for the city's finance system. Made once, and never changed: what comes later is another voucher. */
export interface Voucher {
  readonly id: string;
  readonly city: CityCode;
  readonly year: Year;
  /** From 1 without gaps, in a city and year. */
  readonly number: number;
  readonly kind: VoucherKind;
  /** The batch, case or change. */
  readonly subject: string;
  /** Which voucher of its subject it is: later money (a late return) makes the next. */
  readonly part: number;
  readonly businessDate: Day;
  readonly lines: readonly VoucherLine[];
  readonly format: VoucherFormat;
}

export const VOUCHER_REFUSALS = ['voucher.unknown', 'voucher.made-already'] as const;
export type VoucherRefusalCode = (typeof VOUCHER_REFUSALS)[number];

export function voucherIdOf(city: CityCode, year: Year, number: number): string {
  return `${city}.${year}.${String(number).padStart(6, '0')}`;
}
