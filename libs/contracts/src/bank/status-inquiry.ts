import { z } from 'zod';
import { bankReferenceField, cursorField, dayField, positiveFenField, reasonCodeField, senderIdField } from './bank.fields.js';
import { MAX_IDS_AN_INQUIRY } from './bank.limits.js';

/** Asks what became of payments: by their ids, or all of one payment information, page by page (ISO 20022 pain.002 on request). */
export const statusInquirySchema = z.union([
  z.strictObject({ endToEndIds: z.array(senderIdField).min(1).max(MAX_IDS_AN_INQUIRY) }),
  z.strictObject({ paymentInformationId: senderIdField, cursor: cursorField.optional() }),
]);

/**
 * `accepted`: taken, not yet booked. `settled`: booked, the money has left. `returned`: booked and come back.
 * `unknown-id`: the bank has never booked this id; sent again under the same id it is paid once.
 */
export const paymentStatusSchema = z.strictObject({
  endToEndId: senderIdField,
  status: z.enum(['accepted', 'rejected', 'settled', 'returned', 'unknown-id']),
  /** Null for an unknown id. */
  amountFen: positiveFenField.nullable(),
  bankReference: bankReferenceField.nullable(),
  reasonCode: reasonCodeField.nullable(),
  /** The day on which it was booked, or for a returned one came back; null before that. */
  bookedOn: dayField.nullable(),
});

export const statusInquiryAnswerSchema = z.strictObject({
  statuses: z.array(paymentStatusSchema),
  nextCursor: cursorField.nullable(),
});

export type StatusInquiry = z.infer<typeof statusInquirySchema>;
export type PaymentStatus = z.infer<typeof paymentStatusSchema>;
export type StatusInquiryAnswer = z.infer<typeof statusInquiryAnswerSchema>;
