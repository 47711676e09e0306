import { z } from 'zod';
import type { Day, Fen } from '@gongjiang/kernel';

/** Who pays, as the bank knows them: the account's owner and the bank's number (联行号, 12 digits) or BIC. */
export const payerSchema = z.strictObject({
  name: z.string().min(1).max(140),
  bankNumber: z.string().regex(/^(\d{12}|[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?)$/, '12 digits (联行号) or a BIC'),
});
export type Payer = z.infer<typeof payerSchema>;

/**
 * What a file says beside the payments. Keep it with the message: the same message and sending give the same bytes,
 * so that a file sent again is the same file.
 */
export interface Sending {
  readonly payer: Payer;
  /** ISO 8601 with offset, as `2026-11-21T09:30:00+08:00`. */
  readonly madeAt: string;
  /** The day on which the bank is to pay. */
  readonly executeOn: Day;
}

/** One file, ready to leave: it holds every payment of one message. */
export interface BankFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly messageId: string;
  readonly numberOfPayments: number;
  readonly controlSumFen: Fen;
}
