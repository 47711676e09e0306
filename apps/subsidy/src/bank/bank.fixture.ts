import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement, StatementEntry } from '@gongjiang/contracts';
import { fen, sumFen, type Day } from '@gongjiang/kernel';
import { Bank, BankSilent } from './bank.js';

interface Booked {
  readonly message: PaymentMessage;
  readonly payment: Payment;
  readonly answer: PaymentLineAnswer;
}

/** How one call of `pay` goes wrong: no answer before or after the bank has booked, or an answer that is not whole. */
export type Misbehaviour = 'silent-before' | 'silent-after' | 'half-answer';

/** A bank that keeps its own books and honours every id over all time, and misbehaves when told. */
export class BookkeepingBank extends Bank {
  readonly books = new Map<string, Booked>();
  /** Every line that was booked, in order: an id twice in here was paid twice. */
  readonly bookings: string[] = [];
  readonly inquiries: string[] = [];
  private readonly troubles: Misbehaviour[] = [];
  private rejecting: (payment: Payment) => string | null = () => null;
  private readonly days = new Map<Day, { status: Statement['status']; pages: readonly (readonly StatementEntry[])[] }>();
  calls = 0;
  /** While true, an inquiry finds no id: the bank's left hand does not know what its right one booked. */
  knowsNoId = false;

  /** New books, and nothing left to go wrong. */
  reset(): void {
    this.books.clear();
    this.days.clear();
    for (const list of [this.bookings, this.inquiries, this.troubles]) list.length = 0;
    this.rejecting = () => null;
    this.calls = 0;
    this.knowsNoId = false;
  }

  /** The next calls go wrong in this way, one each; then it behaves again. */
  misbehave(...troubles: readonly Misbehaviour[]): void {
    this.troubles.push(...troubles);
  }

  reject(reasonOf: (payment: Payment) => string | null): void {
    this.rejecting = reasonOf;
  }

  async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    this.calls += 1;
    const trouble = this.troubles.shift();
    if (trouble === 'silent-before') throw new BankSilent('nothing came');
    const lines = message.payments.map((payment) => this.book(message, payment));
    if (trouble === 'silent-after') throw new BankSilent('the answer was lost');
    return answerOf(message, trouble === 'half-answer' ? lines.slice(1) : lines);
  }

  async inquire(endToEndIds: readonly string[], _message?: PaymentMessage | null): Promise<readonly PaymentStatus[]> {
    this.inquiries.push(...endToEndIds);
    return endToEndIds.map((endToEndId) => {
      const booked = this.knowsNoId ? undefined : this.books.get(endToEndId);
      if (!booked) return { endToEndId, status: 'unknown-id', amountFen: null, bankReference: null, reasonCode: null, bookedOn: null };
      const { payment, answer } = booked;
      return { endToEndId, status: answer.status, amountFen: payment.amountFen, bankReference: answer.bankReference, reasonCode: answer.reasonCode, bookedOn: null };
    });
  }

  /** Sets what the statement of a day says, page by page. */
  state(day: Day, pages: readonly (readonly StatementEntry[])[], status: Statement['status'] = 'closed'): void {
    this.days.set(day, { status, pages });
  }

  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const { status, pages } = this.days.get(day) ?? { status: 'closed', pages: [[]] };
    const at = cursor === null ? 0 : Number(cursor);
    return {
      account, day, status, page: at + 1, openingBalanceFen: fen(0), closingBalanceFen: fen(0), numberOfEntries: pages.flat().length, debitSumFen: fen(0), creditSumFen: fen(0),
      entries: [...(pages[at] ?? [])], nextCursor: at + 1 < pages.length ? String(at + 1) : null,
    };
  }

  private book(message: PaymentMessage, payment: Payment): PaymentLineAnswer {
    const known = this.books.get(payment.endToEndId);
    if (known) return isSame(known.payment, payment) ? { ...known.answer, duplicate: true } : { ...known.answer, status: 'rejected', reasonCode: 'AM05', bankReference: null, duplicate: true };
    const reasonCode = this.rejecting(payment);
    const answer: PaymentLineAnswer = { endToEndId: payment.endToEndId, status: reasonCode === null ? 'accepted' : 'rejected', bankReference: `B${this.books.size + 1}`, reasonCode, duplicate: false };
    this.books.set(payment.endToEndId, { message, payment, answer });
    if (reasonCode === null) this.bookings.push(payment.endToEndId);
    return answer;
  }
}

function isSame(one: Payment, other: Payment): boolean {
  return one.amountFen === other.amountFen && one.creditorName === other.creditorName && one.creditorAccount === other.creditorAccount;
}

function answerOf(message: PaymentMessage, lines: PaymentLineAnswer[]): PaymentMessageAnswer {
  const accepted = lines.filter((line) => line.status === 'accepted').length;
  return {
    messageId: message.messageId, paymentInformationId: message.paymentInformationId,
    status: accepted === lines.length ? 'accepted' : accepted === 0 ? 'rejected' : 'partially-accepted', lines,
    totals: { accepted: { numberOfPayments: accepted, sumFen: sumFen([]) }, rejected: { numberOfPayments: lines.length - accepted, sumFen: sumFen([]) } },
  };
}
