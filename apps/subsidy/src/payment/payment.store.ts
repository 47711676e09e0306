import type { PaymentLineAnswer, PaymentMessage } from '@gongjiang/contracts';

/** Keeps what goes to the bank before it goes, and what came back: the intent and the answer, sealed and once each. */
export abstract class PaymentStore {
  /** Keeps the message of a chunk's attempt; where one is kept already, that one holds and comes back. Undefined where its place was withdrawn. */
  abstract keepMessage(message: PaymentMessage): Promise<PaymentMessage | undefined>;
  /**
   * Takes the place of a message that is not there yet, so that none is ever kept under this name: false where one is
   * kept. Whoever writes first decides whether a chunk is sent or cancelled; nothing else does.
   */
  abstract withdraw(paymentInformationId: string): Promise<boolean>;
  abstract isWithdrawn(paymentInformationId: string): Promise<boolean>;
  abstract message(paymentInformationId: string): Promise<PaymentMessage | undefined>;
  abstract keepAnswer(paymentInformationId: string, lines: readonly PaymentLineAnswer[]): Promise<readonly PaymentLineAnswer[]>;
  abstract answer(paymentInformationId: string): Promise<readonly PaymentLineAnswer[] | undefined>;
}
