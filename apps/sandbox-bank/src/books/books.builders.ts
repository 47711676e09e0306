import { controlTotalsOf, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { addDays, day, fen, luhnCheckDigit } from '@gongjiang/kernel';
import { emptyBooks, type Books } from './books.js';
import { decideDate, decideFunding } from './books.decide.js';
import type { BankEvent, PayeeAccount } from './books.events.js';
import { evolve } from './books.evolve.js';
import { answerTo, decidePayments, type Conduct } from './books.payments.js';

/** Builders for tests: they name what matters and fill in the rest. */

export const PAYER = '3303000001';

/** The nth payee's card: a number with a right check digit. */
export function cardOf(payee: number): string {
  const digits = `622848${String(payee).padStart(12, '0')}`;
  return digits + luhnCheckDigit(digits);
}

export function paymentOf(endToEndId: string, overrides: Partial<Payment> = {}): Payment {
  return { endToEndId, amountFen: fen(60_000), creditorName: '陈建国', creditorAccount: cardOf(1), purpose: '岗位津贴 2026-11', ...overrides };
}

export function messageOf(payments: Payment[], overrides: Partial<PaymentMessage> = {}): PaymentMessage {
  return { messageId: 'M1', paymentInformationId: 'P1', debtorAccount: PAYER, currency: 'CNY', ...controlTotalsOf(payments), payments, ...overrides };
}

/** A bank that behaves, books on the same day and returns after two. */
export const HONEST: Conduct = { settlementDays: 0, returnDays: 2, rejects: () => null, returns: () => null, idempotency: 'honoured' };

export const OPENING = day('2026-11-02');

/** Books with a journal beside them, as the bank keeps both. */
export function opened(fundedFen = 1_000_000) {
  const books = emptyBooks(OPENING);
  const journal: BankEvent[] = [{ type: 'books-opened', day: OPENING }];
  const record = (event: BankEvent) => { journal.push(event); evolve(books, event); };
  const take = (payments: Payment[], conduct: Partial<Conduct> = {}, overrides: Partial<PaymentMessage> = {}) => {
    const message = messageOf(payments, overrides);
    const taken = decidePayments(books, message, { ...HONEST, ...conduct });
    record(taken);
    return answerTo(books, message, taken);
  };
  const fund = (amountFen: number, reference: string) => {
    const decided = decideFunding(books, { account: PAYER, amountFen: fen(amountFen), reference });
    if (decided.ok) decided.value.forEach(record);
    return decided;
  };
  const moveDate = (days: number) => {
    const decided = decideDate(books, addDays(books.businessDate, days));
    if (decided.ok) decided.value.forEach(record);
    return decided;
  };
  const setPayees = (...accounts: PayeeAccount[]) => record({ type: 'payee-states-set', accounts });
  if (fundedFen > 0) fund(fundedFen, 'F0');
  return { books, journal, take, fund, moveDate, setPayees };
}

export function balanceOf(books: Books) {
  return books.accounts.get(PAYER)?.balanceFen;
}
