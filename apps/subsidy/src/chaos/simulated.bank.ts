import type { PaymentLineAnswer, PaymentMessage, PaymentMessageAnswer, PaymentStatus, Statement } from '@gongjiang/contracts';
import { fen, sumFen, type Day } from '@gongjiang/kernel';
import type { Turnstile } from '@gongjiang/simulation';
import { BankSilent } from '../bank/bank.js';
import { unknownStatus, type Carrier } from '../bank/carrier.js';
import type { BankMood } from './chaos.plan.js';
import type { BankBooks } from './simulated.books.js';

/** Entries of a statement's page: few, so that a day has several. */
const ENTRIES_A_PAGE = 3;

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
