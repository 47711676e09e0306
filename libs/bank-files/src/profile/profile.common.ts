import { z } from 'zod';
import { fen, fenFromYuanText, type Fen } from '@gongjiang/kernel';
import { MAX_PAYMENTS_A_MESSAGE } from '@gongjiang/contracts';

const yuanField = z.string().transform((text, context): Fen => {
  const amount = fenFromYuanText(text);
  if (amount !== undefined && amount > 0) return amount;
  context.addIssue({ code: 'custom', message: 'An amount in yuan, as "50000.00"' });
  return fen(0);
});

/** What the bank takes at the most; what is not set has no limit but the message's own. */
export const limitsSchema = z.strictObject({
  /** Payments in one file. */
  rows: z.int().positive().max(MAX_PAYMENTS_A_MESSAGE).default(MAX_PAYMENTS_A_MESSAGE),
  /** Bytes of one file. */
  bytes: z.int().positive().max(64 << 20).default(8 << 20),
  /** Yuan of one payment. */
  paymentYuan: yuanField.optional(),
  /** Yuan of one file. */
  fileYuan: yuanField.optional(),
});
export type FileLimits = z.infer<typeof limitsSchema>;

/**
 * How a payee's account is checked. `card`: cards alone, by their check digit. `card-or-company`: what looks like a card
 * by its check digit, companies' accounts (对公) by their digits. `digits`: any account of digits (存折 too).
 */
export const accountCheckField = z.enum(['card', 'card-or-company', 'digits']).default('card-or-company');
export type AccountCheck = z.infer<typeof accountCheckField>;

export const headFields = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'Lower-case letters, digits and -'),
  title: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
};
