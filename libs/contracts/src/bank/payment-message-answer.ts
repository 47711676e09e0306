import { z } from 'zod';
import { bankReferenceField, reasonCodeField, senderIdField, sumFenField } from './bank.fields.js';

/**
 * What the bank says of one line. With `duplicate` the id was known before and nothing was paid now: the rest of the
 * line is the first answer. A duplicate rejected with AM05 differs from the first in amount, name or account; it says
 * nothing of the first payment, so it is no final no: ask after the id.
 */
export const paymentLineAnswerSchema = z.strictObject({
  endToEndId: senderIdField,
  status: z.enum(['accepted', 'rejected']),
  bankReference: bankReferenceField.nullable(),
  reasonCode: reasonCodeField.nullable(),
  duplicate: z.boolean(),
});

const statusTotalsSchema = z.strictObject({ numberOfPayments: z.int().nonnegative(), sumFen: sumFenField });

/** What pain.002 says, in JSON: ACCP, PART or RJCT for the message, a status for each line, and totals by status. */
export const paymentMessageAnswerSchema = z.strictObject({
  messageId: senderIdField,
  paymentInformationId: senderIdField,
  status: z.enum(['accepted', 'partially-accepted', 'rejected']),
  lines: z.array(paymentLineAnswerSchema),
  /**
   * There where the bank refused the message whole, before it looked at a line (the paying account is short: AM04):
   * nothing of it entered the books, no line is spoken of, and its ids stay free for the same message later.
   */
  refusedFor: reasonCodeField.optional(),
  /** Over the lines of the message, duplicates among them: a reader compares them with what it sent. */
  totals: z.strictObject({ accepted: statusTotalsSchema, rejected: statusTotalsSchema }),
});

export type PaymentLineAnswer = z.infer<typeof paymentLineAnswerSchema>;
export type PaymentMessageAnswer = z.infer<typeof paymentMessageAnswerSchema>;
