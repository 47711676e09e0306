import { addDays, addFen, impossible, subtractFen, ZERO_FEN, type Day } from '@gongjiang/kernel';
import type { AccountDay, BookedPayment, Books, Entry, MessageHead, PayingAccount } from './books.js';
import type { BankEvent, PayeeAccount, PaymentsTaken, TakenPayment } from './books.events.js';

/** Adds one event to the books, in place. Decides nothing: the same events give the same books. */
export function evolve(books: Books, event: BankEvent): void {
  switch (event.type) {
    case 'books-opened': books.businessDate = event.day; return;
    case 'account-funded': return fund(books, event);
    case 'payee-states-set': return event.accounts.forEach((payee) => setPayee(books, payee));
    case 'date-moved': return moveDate(books, event.to);
    case 'payments-taken': return takePayments(books, event);
    default: return impossible(event);
  }
}

function fund(books: Books, { account, amountFen, reference }: Extract<BankEvent, { type: 'account-funded' }>): void {
  books.fundings.set(reference, { account, amountFen });
  let payer = books.accounts.get(account);
  if (!payer) books.accounts.set(account, (payer = { account, balanceFen: ZERO_FEN, reservedFen: ZERO_FEN, days: [] }));
  credit(payer, books.businessDate, { kind: 'funding', amountFen, reference });
}

function setPayee(books: Books, { account, ...state }: PayeeAccount): void {
  if (state.state === 'open') books.payees.delete(account);
  else books.payees.set(account, { ...state, state: state.state });
}

function moveDate(books: Books, to: Day): void {
  while (books.businessDate < to) {
    books.businessDate = addDays(books.businessDate, 1);
    const today = books.businessDate;
    takeDue(books.toBook, today).forEach((payment) => settle(books, payment));
    takeDue(books.toReturn, today).forEach((payment) => giveBack(books, payment));
  }
}

function takePayments(books: Books, event: PaymentsTaken): void {
  const message: MessageHead = {
    messageId: event.messageId, paymentInformationId: event.paymentInformationId, debtorAccount: event.debtorAccount,
    bookOn: event.bookOn, firstAt: books.payments.length, count: event.payments.length,
  };
  books.repeats.same += event.repeats.same;
  books.repeats.conflicting += event.repeats.conflicting;
  books.repeats.takenAgain += event.repeats.takenAgain;
  if (event.file) books.files.set(event.messageId, { ...event.file, takenOn: books.businessDate });
  if (message.count > 0) append(books.byInformation, message.paymentInformationId, message);
  for (const taken of event.payments) enter(books, bookedPayment(books, message, taken));
}

function bookedPayment(books: Books, message: MessageHead, taken: TakenPayment): BookedPayment {
  return {
    number: books.payments.length + 1, message,
    endToEndId: taken.endToEndId, amountFen: taken.amountFen,
    creditorName: taken.creditorName, creditorAccount: taken.creditorAccount, purpose: oneCopy(books.purposes, taken.purpose),
    laterReturn: taken.laterReturn, rejectedFor: taken.rejectedFor,
    status: taken.rejectedFor === null ? 'accepted' : 'rejected',
  };
}

function enter(books: Books, payment: BookedPayment): void {
  books.payments.push(payment);
  if (!books.byId.has(payment.endToEndId)) books.byId.set(payment.endToEndId, payment);
  if (payment.status === 'rejected') return;
  const payer = payerOf(books, payment);
  payer.reservedFen = addFen(payer.reservedFen, payment.amountFen);
  if (payment.message.bookOn <= books.businessDate) settle(books, payment);
  else append(books.toBook, payment.message.bookOn, payment);
}

function settle(books: Books, payment: BookedPayment): void {
  const payer = payerOf(books, payment);
  const today = accountDay(payer, books.businessDate);
  today.entries.push({ kind: 'debit', payment });
  today.debitSumFen = addFen(today.debitSumFen, payment.amountFen);
  payer.balanceFen = subtractFen(payer.balanceFen, payment.amountFen);
  payer.reservedFen = subtractFen(payer.reservedFen, payment.amountFen);
  payment.status = 'settled';
  if (payment.laterReturn) append(books.toReturn, payment.laterReturn.on, payment);
}

function giveBack(books: Books, payment: BookedPayment): void {
  credit(payerOf(books, payment), books.businessDate, { kind: 'return', payment });
  payment.status = 'returned';
}

function credit(payer: PayingAccount, day: Day, entry: Entry): void {
  const amountFen = entry.kind === 'funding' ? entry.amountFen : entry.payment.amountFen;
  const today = accountDay(payer, day);
  today.entries.push(entry);
  today.creditSumFen = addFen(today.creditSumFen, amountFen);
  payer.balanceFen = addFen(payer.balanceFen, amountFen);
}

function accountDay(payer: PayingAccount, day: Day): AccountDay {
  const last = payer.days.at(-1);
  if (last?.day === day) return last;
  const opened: AccountDay = { day, openingBalanceFen: payer.balanceFen, entries: [], debitSumFen: ZERO_FEN, creditSumFen: ZERO_FEN };
  payer.days.push(opened);
  return opened;
}

function payerOf(books: Books, payment: BookedPayment): PayingAccount {
  const payer = books.accounts.get(payment.message.debtorAccount);
  if (!payer) throw new Error(`Accepted from an account that is not there: ${payment.endToEndId}`);
  return payer;
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function takeDue(lists: Map<Day, BookedPayment[]>, day: Day): readonly BookedPayment[] {
  const due = lists.get(day) ?? [];
  lists.delete(day);
  return due;
}

function oneCopy(copies: Map<string, string>, text: string): string {
  const known = copies.get(text);
  if (known === undefined) copies.set(text, text);
  return known ?? text;
}
