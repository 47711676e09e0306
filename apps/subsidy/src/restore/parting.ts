import { joinAnswers } from '@gongjiang/bank-files';
import { controlTotalsOf, type PaymentLineAnswer, type PaymentMessage, type PaymentMessageAnswer, type PaymentStatus } from '@gongjiang/contracts';
import { factId, type CityCode } from '@gongjiang/kernel';

/** What became of a message that the bank was asked about before it left: decided once, and kept before any of it leaves. */
export interface Parting {
  readonly city: CityCode;
  readonly messageId: string;
  readonly paymentInformationId: string;
  /** Every line of the message: by these a statement's entries find it, whatever message the bank had them in. */
  readonly endToEndIds: readonly string[];
  /** What the bank knew: its word is the answer, and these lines do not leave. */
  readonly known: readonly PaymentLineAnswer[];
}

export function partingOf(city: CityCode, { messageId, paymentInformationId, payments }: PaymentMessage, known: ReadonlyMap<string, PaymentLineAnswer>): Parting {
  const endToEndIds = payments.map(({ endToEndId }) => endToEndId);
  return { city, messageId, paymentInformationId, endToEndIds, known: endToEndIds.flatMap((id) => known.get(id) ?? []) };
}

/**
 * The lines that the bank did not know, as they leave; null where there is none. Beside known ones they go under ids of
 * their own: the bank may hold another message under the whole one's.
 */
export function restOf(message: PaymentMessage, { known }: Parting): PaymentMessage | null {
  if (known.length === 0) return message;
  const adopted = new Set(known.map(({ endToEndId }) => endToEndId));
  const payments = message.payments.filter(({ endToEndId }) => !adopted.has(endToEndId));
  if (payments.length === 0) return null;
  return { ...message, messageId: `GM${factId(`${message.messageId}|rest`)}`, paymentInformationId: `GP${factId(`${message.paymentInformationId}|rest`)}`, ...controlTotalsOf(payments), payments };
}

/** The answer to the whole: what the bank knew, and what it says of the rest. */
export function wholeAnswer(message: PaymentMessage, { known }: Parting, answer: PaymentMessageAnswer | null): PaymentMessageAnswer {
  const { messageId, paymentInformationId } = message;
  // The rest was refused whole: nothing is said of any line, and the very same rest goes out again.
  if (answer?.refusedFor !== undefined && answer.lines.length === 0) return { ...answer, messageId, paymentInformationId };
  return joinAnswers(message, [{ lines: [...known] }, ...(answer ? [answer] : [])]);
}

/** The bank's word on an id as an answer to it; undefined for one that it does not know. What came back was taken: the statement says the rest. */
export function answerOf({ endToEndId, status, bankReference, reasonCode }: PaymentStatus): PaymentLineAnswer | undefined {
  if (status === 'unknown-id') return undefined;
  return status === 'rejected' ? { endToEndId, status, bankReference, reasonCode, duplicate: true } : { endToEndId, status: 'accepted', bankReference, reasonCode: null, duplicate: true };
}
