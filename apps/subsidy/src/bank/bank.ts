import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';

/** The bank as the city sees it. It honours an end-to-end id over all time: the same id again pays nothing again. */
export abstract class Bank {
  /**
   * Hands over a message and takes the answer, line by line; the same message may be handed over again at any time.
   * Throws `BankSilent` where no answer came: nothing is known then; `BankPending` where it will come later.
   */
  abstract pay(message: PaymentMessage): Promise<PaymentMessageAnswer>;
  /**
   * Asks what became of lines of a message, and sends nothing; null for lines whatever message they went in, of which a bank
   * of files says nothing. A line that the bank says nothing of is `unknown-id`.
   */
  abstract inquire(endToEndIds: readonly string[], message: PaymentMessage | null): Promise<readonly PaymentStatus[]>;
  /** A page of the statement of an account and day. */
  abstract statement(account: string, day: Day, cursor: string | null): Promise<Statement>;
}

/** The bank that a city pays through. */
export type BankOf = (city: CityCode) => Bank;

/** The bank gave no usable answer. What was sent may have been paid: it is sent again under the same ids, or asked after. */
export class BankSilent extends Error {
  constructor(what: string, cause?: unknown) {
    super(`The bank gave no answer: ${what}`, { cause });
    this.name = 'BankSilent';
  }
}

/** The bank has the message and has not answered it yet, as banks that are spoken to by files do: ask again later. */
export class BankPending extends BankSilent {
  constructor(what: string) {
    super(`not yet: ${what}`);
    this.name = 'BankPending';
  }
}
