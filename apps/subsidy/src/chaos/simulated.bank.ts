import type { Payment, PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement, StatementEntry } from '@gongjiang/contracts';
import { addDays, fen, sumFen, type Day } from '@gongjiang/kernel';
import type { Turnstile } from '@gongjiang/simulation';
import { BankSilent } from '../bank/bank.js';
import { unknownStatus, type Carrier } from '../bank/carrier.js';
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
/** Entries of a statement's page: few, so that a day has several. */
const ENTRIES_A_PAGE = 3;

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

/** One process's way to the bank: its calls pass the process's turnstile, and the bank is in a mood. */
export class SimulatedCarrier implements Carrier {
  constructor(private readonly books: BankBooks, private readonly turnstile: Turnstile, private readonly sleep: (forMs: number) => Promise<void>) {}

  async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    const mood = await this.call('bank.pay');
    if (mood === 'silent-before') throw new BankSilent('nothing arrived');
    if (mood === 'short-of-money' && !message.payments.some(({ endToEndId }) => this.books.find(endToEndId))) return refusedWhole(message, 'AM04');
    if (mood === 'booked-later') {
      this.books.take(message);
      throw new BankSilent('taken, and no answer yet');
    }
    const lines = message.payments.map((payment) => this.books.book(message, payment));
    const again = mood === 'twice' ? message.payments.map((payment) => this.books.book(message, payment)) : lines;
    await this.turnstile.leave('bank.pay')?.catch(silence);
    if (mood === 'late') await this.sleep(30_000);
    if (mood === 'silent-after') throw new BankSilent('the answer was lost');
    const answer = answerOf(message, again);
    if (mood === 'half-answer') return { ...answer, lines: answer.lines.slice(1) };
    if (mood === 'wrong-totals') return { ...answer, totals: { ...answer.totals, accepted: { numberOfPayments: 99, sumFen: fen(1) } } };
    return answer;
  }

  async inquire(endToEndIds: readonly string[]): Promise<readonly PaymentStatus[]> {
    const mood = await this.call('bank.inquire');
    if (mood === 'silent-inquiry') throw new BankSilent('the question was lost');
    const statuses = endToEndIds.map((id) => this.statusOf(id));
    await this.turnstile.leave('bank.inquire')?.catch(silence);
    return statuses;
  }

  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const mood = await this.call('bank.statement');
    if (mood === 'page-lost') throw new BankSilent('the page was lost');
    const entries = this.books.entriesOf(account, day);
    const isClosed = day < this.books.today(account) && mood !== 'interim';
    const page = cursor === null ? 0 : Number(cursor);
    const isLast = (page + 1) * ENTRIES_A_PAGE >= entries.length;
    const own = entries.slice(page * ENTRIES_A_PAGE, (page + 1) * ENTRIES_A_PAGE);
    await this.turnstile.leave('bank.statement')?.catch(silence);
    return {
      account, day, status: isClosed ? 'closed' : 'interim', page: page + 1, openingBalanceFen: fen(0), closingBalanceFen: fen(0), numberOfEntries: entries.length,
      debitSumFen: sumFen(entries.filter(({ kind }) => kind === 'debit').map((entry) => fen(entry.amountFen))), creditSumFen: sumFen(entries.filter(({ kind }) => kind === 'return').map((entry) => fen(entry.amountFen))),
      entries: own, nextCursor: isLast ? null : String(mood === 'page-again' ? page : page + 1),
    };
  }

  private async call(name: string): Promise<BankMood | undefined> {
    await this.turnstile.enter(name).catch(silence);
    return this.books.mood();
  }

  private statusOf(endToEndId: string): PaymentStatus {
    const line = this.books.find(endToEndId);
    if (!line) return unknownStatus(endToEndId);
    const today = this.books.today(line.account);
    const status = line.reason !== null ? 'rejected' : line.returnedOn !== null && line.returnedOn <= today ? 'returned' : line.bookedOn < today ? 'settled' : 'accepted';
    return { endToEndId, status, amountFen: line.payment.amountFen, bankReference: line.reference, reasonCode: line.reason ?? (status === 'returned' ? 'AC04' : null), bookedOn: status === 'settled' ? line.bookedOn : status === 'returned' ? line.returnedOn : null };
  }
}

/** A call to the bank that is lost on its way, there or back. */
function silence(error: unknown): never {
  throw new BankSilent('the line was cut', error);
}

function entryOf(kind: 'debit' | 'return', { message, payment, reference }: BookedLine, day: Day): StatementEntry {
  const common = { entryReference: `${kind}-${reference}`, amountFen: payment.amountFen, bookedOn: day, endToEndId: payment.endToEndId, paymentInformationId: message.paymentInformationId, messageId: message.messageId, bankReference: reference };
  return kind === 'debit' ? { kind, ...common, reasonCode: null } : { kind, ...common, reasonCode: 'AC04' };
}

function isSame(one: Payment, other: Payment): boolean {
  return one.amountFen === other.amountFen && one.creditorName === other.creditorName && one.creditorAccount === other.creditorAccount;
}

function refusedWhole({ messageId, paymentInformationId }: PaymentMessage, refusedFor: string): PaymentMessageAnswer {
  const none = { numberOfPayments: 0, sumFen: fen(0) };
  return { messageId, paymentInformationId, status: 'rejected', lines: [], refusedFor, totals: { accepted: none, rejected: none } };
}

function answerOf(message: PaymentMessage, lines: PaymentLineAnswer[]): PaymentMessageAnswer {
  const sumOf = (status: 'accepted' | 'rejected') => {
    const ids = new Set(lines.filter((line) => line.status === status).map(({ endToEndId }) => endToEndId));
    const own = message.payments.filter(({ endToEndId }) => ids.has(endToEndId));
    return { numberOfPayments: own.length, sumFen: sumFen(own.map(({ amountFen }) => fen(amountFen))) };
  };
  const [accepted, rejected] = [sumOf('accepted'), sumOf('rejected')];
  const status = rejected.numberOfPayments === 0 ? 'accepted' : accepted.numberOfPayments === 0 ? 'rejected' : 'partially-accepted';
  return { messageId: message.messageId, paymentInformationId: message.paymentInformationId, status, lines, totals: { accepted, rejected } };
}
