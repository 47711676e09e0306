import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { addDays, isAccountNumber, ZERO_FEN, type Day } from '@gongjiang/kernel';
import { availableFen, bankReferenceOf, type BookedPayment, type Books, type LaterReturn } from './books.js';
import type { PaymentsTaken, TakenPayment } from './books.events.js';

/** Days from taking to booking, and from booking to the return of what could not be credited. */
export interface BankTerms { readonly settlementDays: number; readonly returnDays: number }

/** How the bank goes about a message: its terms, and what it was told to do wrong. */
export interface Conduct extends BankTerms {
  /** A reason to reject this payment although nothing is wrong with it; null for none. */
  readonly rejects: (payment: Payment) => string | null;
  /** A return to come although the account is in order; null for none. */
  readonly returns: (payment: Payment) => { readonly afterDays: number; readonly reasonCode: string } | null;
  /** What an id that was seen before does: `honoured` pays once over all time, `ignored` pays again. */
  readonly idempotency: 'honoured' | 'ignored';
}

/**
 * Decides one message, line by line, against the books as they are. Never pays an id twice, never more than is there.
 * Returns what happened for the journal; `answerTo` says it to the sender once the event is in the books.
 */
export function decidePayments(books: Books, message: PaymentMessage, conduct: Conduct): PaymentsTaken {
  const bookOn = addDays(books.businessDate, conduct.settlementDays);
  const payer = books.accounts.get(message.debtorAccount);
  const payments: TakenPayment[] = [];
  const repeats = { same: 0, conflicting: 0, takenAgain: 0 };
  let available = availableFen(payer);
  for (const payment of message.payments) {
    const first = books.byId.get(payment.endToEndId);
    if (first) {
      repeats[conduct.idempotency === 'ignored' ? 'takenAgain' : isSame(first, message, payment) ? 'same' : 'conflicting'] += 1;
      if (conduct.idempotency === 'honoured') continue;
    }
    const rejectedFor = payer ? faultOf(books, payment, available) ?? conduct.rejects(payment) : 'AC02';
    if (rejectedFor === null) available -= payment.amountFen;
    const laterReturn = rejectedFor === null ? returnOf(books, payment, bookOn, conduct) : null;
    const { endToEndId, amountFen, creditorName, creditorAccount, purpose } = payment; // field by field: a spread costs three times as much
    payments.push({ endToEndId, amountFen, creditorName, creditorAccount, purpose, rejectedFor, laterReturn });
  }
  const { messageId, paymentInformationId, debtorAccount } = message;
  return { type: 'payments-taken', messageId, paymentInformationId, debtorAccount, bookOn, payments, repeats };
}

function faultOf(books: Books, payment: Payment, available: number): string | null {
  if (!isAccountNumber(payment.creditorAccount)) return 'AC01';
  const payee = books.payees.get(payment.creditorAccount);
  if (payee?.state === 'closed') return 'AC04';
  if (payee?.state === 'name-mismatch' && payee.name !== payment.creditorName) return 'BE01';
  return payment.amountFen > available ? 'AM04' : null;
}

function returnOf(books: Books, payment: Payment, bookOn: Day, conduct: Conduct): LaterReturn | null {
  const told = conduct.returns(payment);
  if (told) return { on: addDays(bookOn, told.afterDays), reasonCode: told.reasonCode };
  if (books.payees.get(payment.creditorAccount)?.state !== 'returned-later') return null;
  return { on: addDays(bookOn, conduct.returnDays), reasonCode: 'AC04' };
}

/** What the purpose says may change between two sendings; who gets how much from whom may not. */
function isSame(first: BookedPayment, message: PaymentMessage, payment: Payment): boolean {
  return first.amountFen === payment.amountFen && first.creditorAccount === payment.creditorAccount
    && first.creditorName === payment.creditorName && first.message.debtorAccount === message.debtorAccount;
}

/** True where the paying account has too little for what is new in the message: what was taken before is not asked for again. */
export function isShortFor(books: Books, message: PaymentMessage): boolean {
  const fresh = message.payments.filter(({ endToEndId }) => !books.byId.has(endToEndId));
  const payer = books.accounts.get(message.debtorAccount);
  return payer !== undefined && fresh.reduce((sum, { amountFen }) => sum + amountFen, 0) > availableFen(payer);
}

/** The answer of a bank that refuses a message whole: nothing of it is in the books. */
export function refusalOf({ messageId, paymentInformationId }: PaymentMessage, refusedFor: string): PaymentMessageAnswer {
  const none = { numberOfPayments: 0, sumFen: ZERO_FEN };
  return { messageId, paymentInformationId, status: 'rejected', refusedFor, lines: [], totals: { accepted: none, rejected: none } };
}

/** The answer to a message whose event `taken` has been added to the books. */
export function answerTo(books: Books, message: PaymentMessage, taken: PaymentsTaken): PaymentMessageAnswer {
  const fresh = books.payments.slice(books.payments.length - taken.payments.length);
  let next = 0;
  const lines = message.payments.map((payment) => {
    const candidate = fresh[next];
    if (candidate?.endToEndId !== payment.endToEndId) return repeatAnswer(books, message, payment);
    next += 1;
    return lineAnswer(candidate, 'first');
  });
  return { messageId: message.messageId, paymentInformationId: message.paymentInformationId, ...summed(message, lines) };
}

/** What a file is answered, whenever it is asked for: as on the day of its taking, since what it brought first stays first. */
export function answerToFile(books: Books, message: PaymentMessage): PaymentMessageAnswer {
  const lines = message.payments.map((payment) => {
    const first = books.byId.get(payment.endToEndId);
    return first?.message.messageId === message.messageId && isSame(first, message, payment) ? lineAnswer(first, 'first') : repeatAnswer(books, message, payment);
  });
  return { messageId: message.messageId, paymentInformationId: message.paymentInformationId, ...summed(message, lines) };
}

function repeatAnswer(books: Books, message: PaymentMessage, payment: Payment): PaymentLineAnswer {
  const first = books.byId.get(payment.endToEndId);
  if (first && isSame(first, message, payment)) return lineAnswer(first, 'again');
  return { endToEndId: payment.endToEndId, status: 'rejected', bankReference: null, reasonCode: 'AM05', duplicate: true };
}

/** As it was answered the first time, also where the payment has been booked or returned since. */
function lineAnswer(payment: BookedPayment, time: 'first' | 'again'): PaymentLineAnswer {
  return {
    endToEndId: payment.endToEndId,
    status: payment.rejectedFor === null ? 'accepted' : 'rejected',
    bankReference: bankReferenceOf(payment),
    reasonCode: payment.rejectedFor,
    duplicate: time === 'again',
  };
}

function summed(message: PaymentMessage, lines: PaymentLineAnswer[]): Pick<PaymentMessageAnswer, 'status' | 'lines' | 'totals'> {
  const totals = { accepted: { numberOfPayments: 0, sumFen: 0 }, rejected: { numberOfPayments: 0, sumFen: 0 } };
  lines.forEach(({ status }, at) => {
    totals[status].numberOfPayments += 1;
    totals[status].sumFen += message.payments[at]?.amountFen ?? 0;
  });
  const accepted = totals.accepted.numberOfPayments;
  const status = accepted === lines.length ? 'accepted' : accepted === 0 ? 'rejected' : 'partially-accepted';
  return { status, lines, totals: totals as PaymentMessageAnswer['totals'] };
}
