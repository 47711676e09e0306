import type { PaymentMessage, PaymentMessageAnswer } from '@gongjiang/contracts';
import { ok, type Day, type Result } from '@gongjiang/kernel';
import { emptyBooks, type Books, type KeptFile } from './books/books.js';
import { decideDate, decideFunding, type BankRefusal, type Funding } from './books/books.decide.js';
import type { BankEvent, PayeeAccount } from './books/books.events.js';
import { evolve } from './books/books.evolve.js';
import { fileStanding, type FileRefusal } from './books/books.files.js';
import { answerTo, decidePayments, type Conduct } from './books/books.payments.js';
import type { JournalStore } from './journal/journal.store.js';

/**
 * The books and their journal. An event enters the books at once, so that the next decision sees it, and the journal
 * before anyone is answered; reading waits for the journal too, so that nothing is told that a crash could unsay.
 */
export class Bank {
  readonly #books: Books;
  readonly #journal: JournalStore;

  private constructor(books: Books, journal: JournalStore) {
    this.#books = books;
    this.#journal = journal;
  }

  /** Replays the journal; an empty one is begun with the opening day. Fails on a damaged journal. */
  static async open(journal: JournalStore, openingDay: Day): Promise<Bank> {
    const books = emptyBooks(openingDay);
    let replayed = 0;
    for await (const event of journal.replay()) {
      evolve(books, event);
      replayed += 1;
    }
    const bank = new Bank(books, journal);
    if (replayed === 0) await bank.#record({ type: 'books-opened', day: openingDay });
    return bank;
  }

  /** Takes a message: each line is paid, rejected, or answered as before. Safe to send again at any time. */
  async take(message: PaymentMessage, conduct: Conduct): Promise<PaymentMessageAnswer> {
    const taken = decidePayments(this.#books, message, conduct);
    const recorded = this.#record(taken);
    const answer = answerTo(this.#books, message, taken);
    await recorded;
    return answer;
  }

  /** Takes a payment file: the same one again pays nothing and changes nothing. */
  async takeFile(file: KeptFile, message: PaymentMessage, conduct: Conduct): Promise<Result<void, FileRefusal>> {
    const standing = fileStanding(this.#books, message.messageId, file);
    if (!standing.ok) return standing;
    if (standing.value === 'new' || conduct.idempotency === 'ignored') await this.#record({ ...decidePayments(this.#books, message, conduct), file });
    await this.#journal.durable();
    return ok(undefined);
  }

  async fund(funding: Funding): Promise<Result<void, BankRefusal>> {
    return this.#carryOut(decideFunding(this.#books, funding));
  }

  async moveDate(to: Day): Promise<Result<void, BankRefusal>> {
    return this.#carryOut(decideDate(this.#books, to));
  }

  async setPayees(accounts: readonly PayeeAccount[]): Promise<void> {
    await this.#record({ type: 'payee-states-set', accounts });
  }

  /** Answers a question out of the books once all that it could tell is safe. */
  async read<Answer>(query: (books: Books) => Answer): Promise<Answer> {
    const answer = query(this.#books);
    await this.#journal.durable();
    return answer;
  }

  async #carryOut(decided: Result<readonly BankEvent[], BankRefusal>): Promise<Result<void, BankRefusal>> {
    if (!decided.ok) return decided;
    await Promise.all(decided.value.map((event) => this.#record(event)));
    await this.#journal.durable();
    return ok(undefined);
  }

  #record(event: BankEvent): Promise<void> {
    evolve(this.#books, event);
    return this.#journal.append(event);
  }
}
