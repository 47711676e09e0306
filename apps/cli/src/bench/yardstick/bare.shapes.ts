import { z } from 'zod';

/** The month's unit of work, for the same reason. */
export const LINES_A_CHUNK = 1_000;
/** Chunks that one worker works on at once, as one of the platform's does. */
export const CHUNKS_AT_ONCE = 2;
export const TOPIC = 'bare.payments';
export const CLAUSE = 'bare/1';
export const PERIOD = '2026-10';
/** One city is enough for a yardstick. */
export const CITY = '330300';

/** How a process of the bare pipeline is told what to do: one argument, as JSON. */
export const bareSettingsSchema = z.strictObject({
  role: z.enum(['bank', 'worker', 'relay']),
  mongoUrl: z.string(),
  database: z.string(),
  kafkaBrokers: z.string(),
  /** What Kafka asks for where it is locked; MongoDB's is in its URL. */
  kafkaEnvironment: z.record(z.string(), z.string()),
  bankUrl: z.string(),
  /** With it names, accounts and identities are sealed, and each chunk enters the record; without it neither. */
  sealKey: z.string().nullable(),
});
export type BareSettings = z.infer<typeof bareSettingsSchema>;

export interface BarePerson {
  readonly _id: string;
  readonly name: string;
  readonly identity: string;
  readonly account: string;
  readonly level: string;
  readonly employer: string;
  readonly employedFrom: string;
}

/** `waiting` until the clock starts; then each state follows on the one before. */
export interface BareChunk {
  readonly _id: string;
  readonly state: 'waiting' | 'open' | 'claimed' | 'sending' | 'settled';
  readonly from: string;
  readonly before: string;
  readonly fund: string;
  /** The outbox: set when settled, false until its events are out. */
  readonly published?: boolean;
}

export interface BareInstruction {
  readonly _id: string;
  readonly batch: string;
  readonly chunk: string;
  readonly person: string;
  readonly clause: string;
  readonly period: string;
  readonly amountFen: number;
  readonly account: string;
  readonly rule: string;
  readonly state: 'SENDING' | 'SETTLED';
  readonly bankRef: string | null;
}

export interface BareBudget { readonly _id: string; readonly leftFen: number }
export interface LedgerLine { readonly _id: string; readonly chunk: string; readonly account: string; readonly amountFen: number; readonly on: string }
/** One payment as the bank of the yardstick takes it. */
export interface BarePayment { readonly id: string; readonly amountFen: number; readonly account: string; readonly name: string }
export interface BareAnswer { readonly id: string; readonly ref: string }

/** What the rules of the yardstick say: a look at a table and one product. */
export function amountOf({ level }: Pick<BarePerson, 'level'>): number {
  return level === 'senior-technician' ? 80_000 : 50_000;
}

/** The two sides of a settled line: paid from the bank's money, owed no more. */
export function ledgerLinesOf({ _id, chunk, amountFen }: Pick<BareInstruction, '_id' | 'chunk' | 'amountFen'>): readonly LedgerLine[] {
  return [{ _id: `${_id}|d`, chunk, account: 'payable', amountFen: -amountFen, on: '2026-11-12' }, { _id: `${_id}|c`, chunk, account: 'paid', amountFen, on: '2026-11-12' }];
}

/** The event of a settled line, of the size of ours. */
export function eventTextOf({ _id, batch, chunk, person, clause, period, amountFen, bankRef }: BareInstruction): string {
  return JSON.stringify({
    specversion: '1.0', id: `${_id}|settled`, source: '/bare/330300', type: 'bare.payment.settled.v1', subject: _id, time: '2026-11-12T08:00:00.000Z',
    datacontenttype: 'application/json', city: CITY, data: { batch, chunk, person, clause, period, amountFen, bankRef, bookedOn: '2026-11-12', status: 'settled', currency: 'CNY' },
  });
}
