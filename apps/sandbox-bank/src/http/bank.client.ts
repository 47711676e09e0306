import { BANK_PATHS, type Payment, type PaymentMessage, type PaymentMessageAnswer, type Statement, type StatusInquiry, type StatusInquiryAnswer } from '@gongjiang/contracts';
import { messageOf } from '../books/books.builders.js';
import type { BooksSummary } from '../books/books.summary.js';

export interface Answered<Body> { readonly status: number; readonly body: Body; readonly type: string | null }

/** A client of the bank for tests: it says the shapes, and hides nothing of the answers. */
export class BankClient {
  constructor(private readonly url: string, private readonly key: string) {}

  async call<Body>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answered<Body>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body, type: response.headers.get('content-type') };
  }

  /** Bytes there and bytes back, as they are. */
  async exchange(method: 'GET' | 'PUT', path: string, bytes?: Uint8Array): Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
    const response = await fetch(`${this.url}${path}`, {
      method, headers: { authorization: `Bearer ${this.key}`, ...(bytes ? { 'content-type': 'application/octet-stream' } : {}) }, ...(bytes ? { body: Buffer.from(bytes) } : {}),
    });
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  }

  pay(payments: Payment[], overrides: Partial<PaymentMessage> = {}): Promise<Answered<PaymentMessageAnswer>> {
    return this.call('POST', BANK_PATHS.payments, messageOf(payments, overrides));
  }

  inquire(inquiry: StatusInquiry): Promise<Answered<StatusInquiryAnswer>> {
    return this.call('POST', BANK_PATHS.inquiry, inquiry);
  }

  statement(query: Record<string, string>): Promise<Answered<Statement>> {
    return this.call('GET', `${BANK_PATHS.statement}?${new URLSearchParams(query).toString()}`);
  }

  async summary(): Promise<BooksSummary> {
    return (await this.call<BooksSummary>('GET', '/books/summary')).body;
  }

  misbehave(...rules: readonly object[]): Promise<Answered<unknown>> {
    return this.call('POST', '/misbehaviour', { seed: 7, rules });
  }
}
