import type { Payment, PaymentLineAnswer, PaymentMessage, StatementEntry } from '@gongjiang/contracts';
import { addDays, type Day } from '@gongjiang/kernel';
import type { BankMood } from './chaos.plan.js';

/** One line as the bank booked it. */
export interface BookedLine {
  readonly account: string;
  readonly message: PaymentMessage;
  readonly payment: Payment;
  readonly reference: string;
  readonly reason: string | null;
  readonly bookedOn: Day;
  returnedOn: Day | null;
}

/** A message that the bank took and has not looked at is booked when so many more calls have come. */
const CALLS_UNTIL_BOOKED = 3;

/** What the bank will do with a payee's account: refuse it, or send the money back days later. */
export interface AccountFate {
  readonly refuse?: string;
  readonly returnAfterDays?: number;
}

/** The bank's own books, which nobody else writes. */
export class BankBooks {
  /** Every line that was taken, in order. Where ids are honoured each is there once. */
  readonly lines: BookedLine[] = [];
  private readonly byId = new Map<string, BookedLine>();
  private waiting: { readonly fromCall: number; readonly message: PaymentMessage }[] = [];
  calls = 0;

  constructor(private readonly settings: {
    readonly moods: Readonly<Record<number, BankMood>>;
    readonly today: (account: string) => Day;
    readonly fateOf: (creditorAccount: string) => AccountFate;
    /** False for a bank that pays the same id again (a negative control). */
    readonly honoursIds: boolean;
  }) {}

  mood(): BankMood | undefined {
    this.calls += 1;
    this.bookWaiting(this.calls);
    return this.settings.moods[this.calls];
  }

  /** Takes a message and books it later: until then it knows nothing of its ids, whoever asks. */
  take(message: PaymentMessage): void {
    this.waiting.push({ fromCall: this.calls + CALLS_UNTIL_BOOKED, message });
  }

  bookWaiting(untilCall = Infinity): void {
    const due = this.waiting.filter(({ fromCall }) => fromCall <= untilCall);
    this.waiting = this.waiting.filter(({ fromCall }) => fromCall > untilCall);
    for (const { message } of due) for (const payment of message.payments) this.book(message, payment);
  }

  today(account: string): Day {
    return this.settings.today(account);
  }

  book(message: PaymentMessage, payment: Payment): PaymentLineAnswer {
    const known = this.settings.honoursIds ? this.byId.get(payment.endToEndId) : undefined;
    if (known && !isSame(known.payment, payment)) return { endToEndId: payment.endToEndId, status: 'rejected', bankReference: null, reasonCode: 'AM05', duplicate: true };
    const line = known ?? this.enter(message, payment);
    return { endToEndId: payment.endToEndId, status: line.reason === null ? 'accepted' : 'rejected', bankReference: line.reference, reasonCode: line.reason, duplicate: known !== undefined };
  }

  find(endToEndId: string): BookedLine | undefined {
    return this.byId.get(endToEndId);
  }

  /** What an account's statement of a day lists, in the order of the bookings. */
  entriesOf(account: string, day: Day): readonly StatementEntry[] {
    const own = this.lines.filter((line) => line.account === account && line.reason === null);
    return [
      ...own.filter(({ bookedOn }) => bookedOn === day).map((line) => entryOf('debit', line, day)),
      ...own.filter(({ returnedOn }) => returnedOn === day).map((line) => entryOf('return', line, day)),
    ];
  }

  private enter(message: PaymentMessage, payment: Payment): BookedLine {
    const { refuse = null, returnAfterDays } = this.settings.fateOf(payment.creditorAccount);
    const bookedOn = this.today(message.debtorAccount);
    const returnedOn = refuse === null && returnAfterDays !== undefined ? addDays(bookedOn, returnAfterDays) : null;
    const line = { account: message.debtorAccount, message, payment, reference: `B${this.lines.length + 1}`, reason: refuse, bookedOn, returnedOn };
    this.lines.push(line);
    this.byId.set(payment.endToEndId, line);
    return line;
  }
}

function entryOf(kind: 'debit' | 'return', { message, payment, reference }: BookedLine, day: Day): StatementEntry {
  const common = { entryReference: `${kind}-${reference}`, amountFen: payment.amountFen, bookedOn: day, endToEndId: payment.endToEndId, paymentInformationId: message.paymentInformationId, messageId: message.messageId, bankReference: reference };
  return kind === 'debit' ? { kind, ...common, reasonCode: null } : { kind, ...common, reasonCode: 'AC04' };
}

function isSame(one: Payment, other: Payment): boolean {
  return one.amountFen === other.amountFen && one.creditorName === other.creditorName && one.creditorAccount === other.creditorAccount;
}
