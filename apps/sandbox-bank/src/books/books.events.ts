import type { Payment } from '@gongjiang/contracts';
import type { Day, Fen } from '@gongjiang/kernel';
import type { KeptFile, LaterReturn, PayeeState } from './books.js';

/** A payment with the bank's verdict on it, as the journal keeps it. */
export interface TakenPayment extends Payment {
  readonly rejectedFor: string | null;
  readonly laterReturn: LaterReturn | null;
}

export interface PayeeAccount extends Omit<PayeeState, 'state'> {
  readonly account: string;
  /** `open` takes an earlier state back: the payee has put the account right. */
  readonly state: PayeeState['state'] | 'open';
}

/** What happened, in the journal's words: the books are these, added up. Verdicts and days are in them, so that a replay decides nothing. */
export type BankEvent =
  | { readonly type: 'books-opened'; readonly day: Day }
  | { readonly type: 'account-funded'; readonly account: string; readonly amountFen: Fen; readonly reference: string }
  | { readonly type: 'payee-states-set'; readonly accounts: readonly PayeeAccount[] }
  | { readonly type: 'date-moved'; readonly to: Day }
  | PaymentsTaken;

/** One message, whole: the journal holds it on one line, so that it is there or not there. */
export interface PaymentsTaken {
  readonly type: 'payments-taken';
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly debtorAccount: string;
  readonly bookOn: Day;
  /** Payments whose id is new, in the order of the message. */
  readonly payments: readonly TakenPayment[];
  readonly repeats: { readonly same: number; readonly conflicting: number; readonly takenAgain: number };
  /** The file that the message came as; nothing for one that came over the interface. */
  readonly file?: KeptFile;
}
