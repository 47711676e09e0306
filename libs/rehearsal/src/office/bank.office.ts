import type { Day, Fen } from '@gongjiang/kernel';

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

interface CountAndSum { readonly count: number; readonly sumFen: number }

/** The part of the bank's summary that a rehearsal compares with the platform's books. */
export interface BankSummary {
  readonly byStatus: Readonly<Record<'accepted' | 'rejected' | 'settled' | 'returned', CountAndSum>>;
  readonly repeats: { readonly same: number; readonly conflicting: number; readonly takenAgain: number };
  readonly idsPaidMoreThanOnce: number;
  readonly accounts: readonly { readonly account: string; readonly fundedFen: number; readonly debitedFen: number; readonly returnedFen: number; readonly balanceFen: number }[];
}
