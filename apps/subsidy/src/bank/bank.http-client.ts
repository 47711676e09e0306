import { BANK_PATHS, paymentMessageAnswerSchema, statementSchema, statusInquiryAnswerSchema, type PaymentMessage, type PaymentMessageAnswer, type PaymentStatus, type Statement } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import type { z } from 'zod';
import { Bank, BankSilent } from './bank.js';

export interface BankAddress {
  readonly url: string;
  readonly key: string;
  /** How long an answer may take before nothing is known; the chunk stays with its worker meanwhile. */
  readonly timeoutMs: number;
}

/** The bank interface over HTTP. Everything that is not a whole, well-formed answer is silence. */
export class HttpBank extends Bank {
  constructor(private readonly address: BankAddress) {
    super();
  }

  async pay(message: PaymentMessage): Promise<PaymentMessageAnswer> {
    return this.ask(paymentMessageAnswerSchema, BANK_PATHS.payments, message);
  }

  async inquire(endToEndIds: readonly string[]): Promise<readonly PaymentStatus[]> {
    return (await this.ask(statusInquiryAnswerSchema, BANK_PATHS.inquiry, { endToEndIds })).statuses;
  }

  async statement(account: string, day: Day, cursor: string | null): Promise<Statement> {
    const query = new URLSearchParams({ account, day, ...(cursor === null ? {} : { cursor }) });
    return this.ask(statementSchema, `${BANK_PATHS.statement}?${query.toString()}`);
  }

  private async ask<Schema extends z.ZodType>(schema: Schema, path: string, body?: unknown): Promise<z.output<Schema>> {
    const answer = await this.exchange(path, body);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new BankSilent(`${path}: an answer that is none of the interface's`, parsed.error);
    return parsed.data;
  }

  private async exchange(path: string, body?: unknown): Promise<unknown> {
    try {
      const response = await fetch(`${this.address.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${this.address.key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(this.address.timeoutMs),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (error) {
      throw new BankSilent(path, error);
    }
  }
}
