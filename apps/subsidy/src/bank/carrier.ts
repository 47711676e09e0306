import type { PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import type { OutgoingFile } from './outgoing.js';

/** How messages that are made ready get to a bank, and its answers back: over the interface, or by files. */
export interface Carrier {
  /** Throws as `Bank.pay` does. */
  pay(message: PaymentMessage, file: OutgoingFile | null): Promise<PaymentMessageAnswer>;
  inquire(endToEndIds: readonly string[], message: PaymentMessage | null): Promise<readonly PaymentStatus[]>;
  statement(account: string, day: Day, cursor: string | null): Promise<Statement>;
}

/** What a bank says of an id that it says nothing of. */
export function unknownStatus(endToEndId: string): PaymentStatus {
  return { endToEndId, status: 'unknown-id', amountFen: null, bankReference: null, reasonCode: null, bookedOn: null };
}
