import type { PaymentLineAnswer, PaymentMessage } from '@gongjiang/contracts';

/** Keeps what goes to the bank before it goes, and what came back: the intent and the answer, sealed and once each. */
export abstract class PaymentStore {
  /** Keeps the message of a chunk's attempt; where one is kept already, that one holds and comes back. */
  abstract keepMessage(message: PaymentMessage): Promise<PaymentMessage>;
  abstract message(paymentInformationId: string): Promise<PaymentMessage | undefined>;
  abstract keepAnswer(paymentInformationId: string, lines: readonly PaymentLineAnswer[]): Promise<readonly PaymentLineAnswer[]>;
  abstract answer(paymentInformationId: string): Promise<readonly PaymentLineAnswer[] | undefined>;
}
