import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';

/** The bank as the city sees it. It honours an end-to-end id over all time: the same id again pays nothing again. */
export abstract class Bank {
  /** Hands over a message and takes the answer, line by line. Throws `BankSilent` where no answer came: nothing is known then. */
  abstract pay(message: PaymentMessage): Promise<PaymentMessageAnswer>;
  /** Asks what became of ids. */
  abstract inquire(endToEndIds: readonly string[]): Promise<readonly PaymentStatus[]>;
  /** A page of the statement of an account and day. */
  abstract statement(account: string, day: Day, cursor: string | null): Promise<Statement>;
}

/** The bank gave no usable answer. What was sent may have been paid: it is sent again under the same ids, or asked after. */
export class BankSilent extends Error {
  constructor(what: string, cause?: unknown) {
    super(`The bank gave no answer: ${what}`, { cause });
    this.name = 'BankSilent';
  }
}
