import type { PaymentStatus, StatusInquiryAnswer } from '@gongjiang/contracts';
import type { Day, Fen } from '@gongjiang/kernel';
import { bankReferenceOf, type BookedPayment, type Books } from './books.js';

/** A slice of a list, and where to read on. */
export interface Slice { readonly from: number; readonly limit: number }

export function nextCursor({ from, limit }: Slice, total: number): string | null {
  return from + limit < total ? String(from + limit) : null;
}

export function statusOf(books: Books, endToEndId: string): PaymentStatus {
  const payment = books.byId.get(endToEndId);
  if (!payment) return { endToEndId, status: 'unknown-id', amountFen: null, bankReference: null, reasonCode: null, bookedOn: null };
  const { status, amountFen } = payment;
  return { endToEndId, status, amountFen, bankReference: bankReferenceOf(payment), ...reasonAndDay(payment) };
}

function reasonAndDay(payment: BookedPayment): { reasonCode: string | null; bookedOn: Day | null } {
  const { status, message, laterReturn, rejectedFor } = payment;
  if (status === 'returned' && laterReturn) return { reasonCode: laterReturn.reasonCode, bookedOn: laterReturn.on };
  return { reasonCode: rejectedFor, bookedOn: status === 'settled' ? message.bookOn : null };
}

/** Where every payment stands that came under this payment information, in the order of its taking. */
export function statusesOfInformation(books: Books, paymentInformationId: string, slice: Slice): StatusInquiryAnswer {
  const messages = books.byInformation.get(paymentInformationId) ?? [];
  const payments = messages.flatMap(({ firstAt, count }) => books.payments.slice(firstAt, firstAt + count));
  return {
    statuses: payments.slice(slice.from, slice.from + slice.limit).map((payment) => statusOf(books, payment.endToEndId)),
    nextCursor: nextCursor(slice, payments.length),
  };
}

/** One payment in full, as an auditor would ask for it. */
export interface PaymentView {
  readonly endToEndId: string;
  readonly messageId: string;
  readonly paymentInformationId: string;
  readonly debtorAccount: string;
  readonly amountFen: Fen;
  readonly creditorName: string;
  readonly creditorAccount: string;
  readonly purpose: string;
  readonly status: BookedPayment['status'];
  readonly bankReference: string;
  readonly reasonCode: string | null;
  readonly bookedOn: Day | null;
}

export function paymentView(payment: BookedPayment): PaymentView {
  const { endToEndId, amountFen, creditorName, creditorAccount, purpose, status, message } = payment;
  const { messageId, paymentInformationId, debtorAccount } = message;
  return {
    endToEndId, messageId, paymentInformationId, debtorAccount, amountFen, creditorName, creditorAccount, purpose, status,
    bankReference: bankReferenceOf(payment), ...reasonAndDay(payment),
  };
}

/** Every payment taken under the id: one at the most, unless the bank was told to ignore idempotency. */
export function paymentsUnder(books: Books, endToEndId: string): readonly PaymentView[] {
  const first = books.byId.get(endToEndId);
  if (!first) return [];
  if (books.repeats.takenAgain === 0) return [paymentView(first)];
  return books.payments.filter((payment) => payment.endToEndId === endToEndId).map(paymentView);
}
