import type { CityCode, Day, Fen } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import type { Due } from '../item/item.js';

/** A line with the way `offset` that is settled: the batch has posted it as paid, and the case has got it back. */
export interface SettledOffset {
  readonly caseId: string;
  readonly itemId: string;
  readonly amountFen: Fen;
  readonly batchId: string;
  /** The fund and budget year that the batch is paid from. */
  readonly fund: FundYear;
  readonly on: Day;
}

/** A line with the way `claim-back` of an approved batch: a due that came to less than was paid for it. */
export interface OverpaidLine {
  readonly itemId: string;
  readonly due: Due;
  /** Below zero, as the item has it. */
  readonly amountFen: Fen;
  readonly clause: string;
  readonly receiptId: string;
}

/** What a batch tells the cases of claims back. Both are for many lines at once, and safe to do twice. */
export abstract class Clawbacks {
  /** Opens a case for each overpaid line of an approved batch: one line, one case. */
  abstract openFromOverpaid(batch: { readonly id: string; readonly city: CityCode; readonly on: Day }, lines: readonly OverpaidLine[]): Promise<void>;
  /** What was kept from lines of a batch is got back: posts `offset` (claimed-back → available) and lowers what is open. */
  abstract applyOffsets(offsets: readonly SettledOffset[]): Promise<void>;
}
