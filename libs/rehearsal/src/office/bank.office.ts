import type { Day, Fen } from '@gongjiang/kernel';

const PAYMENTS_A_PAGE = 5_000;

/** The bank's own staff, and whoever asks the bank what it really paid. */
export class BankOffice {
  constructor(private readonly url: string, private readonly key: string) {}

  async fund(account: string, amountFen: Fen, reference: string): Promise<void> {
    await this.call('POST', '/accounts/fund', { account, amountFen, reference });
  }

  async setAccountStates(states: unknown): Promise<void> {
    await this.call('POST', '/accounts/states', states);
  }

  async moveDate(to: Day): Promise<void> {
    await this.call('POST', '/business-date', { to });
  }

  async misbehave(plan: unknown): Promise<void> {
    await this.call('POST', '/misbehaviour', plan);
  }

  /** Counts and sums by status, from the bank's own books. */
  async summary(): Promise<BankSummary> {
    return (await this.call('GET', '/books/summary')) as BankSummary;
  }

  /** Every payment that the bank ever took, from its own books, in the order of taking. */
  async payments(): Promise<readonly BankPayment[]> {
    const payments: BankPayment[] = [];
    let cursor: string | null = null;
    do {
      const page = (await this.call('GET', `/books/payments?limit=${PAYMENTS_A_PAGE}${cursor === null ? '' : `&cursor=${cursor}`}`)) as { payments: BankPayment[]; nextCursor: string | null };
      payments.push(...page.payments);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return payments;
  }

  private async call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The bank answered ${response.status} to ${path}: ${text}`);
    return JSON.parse(text) as unknown;
  }
}

/** The part of a payment in the bank's books that a rehearsal compares with the platform's lines. */
export interface BankPayment {
  readonly endToEndId: string;
  readonly paymentInformationId: string;
  readonly debtorAccount: string;
  readonly amountFen: number;
  readonly status: 'accepted' | 'rejected' | 'settled' | 'returned';
}

interface CountAndSum { readonly count: number; readonly sumFen: number }

/** The part of the bank's summary that a rehearsal compares with the platform's books. */
export interface BankSummary {
  readonly byStatus: Readonly<Record<'accepted' | 'rejected' | 'settled' | 'returned', CountAndSum>>;
  readonly repeats: { readonly same: number; readonly conflicting: number; readonly takenAgain: number };
  readonly idsPaidMoreThanOnce: number;
  readonly accounts: readonly { readonly account: string; readonly fundedFen: number; readonly debitedFen: number; readonly returnedFen: number; readonly balanceFen: number }[];
}
