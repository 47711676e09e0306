import { z } from 'zod';
import { accountField, balanceFenField, bankReferenceField, cursorField, dayField, positiveFenField, reasonCodeField, senderIdField, sumFenField } from './bank.fields.js';
import { DEFAULT_ENTRIES_A_PAGE, MAX_ENTRIES_A_PAGE } from './bank.limits.js';

const entryFields = {
  /** Unique within the account over all time. */
  entryReference: bankReferenceField,
  amountFen: positiveFenField,
  bookedOn: dayField,
};

const ofPayment = {
  ...entryFields,
  endToEndId: senderIdField,
  paymentInformationId: senderIdField,
  messageId: senderIdField,
  bankReference: bankReferenceField,
};

export const statementEntrySchema = z.discriminatedUnion('kind', [
  /** 付款: money that left (ISO 20022 DBIT). */
  z.strictObject({ kind: z.literal('debit'), ...ofPayment, reasonCode: z.null() }),
  /** 退票: money that came back, with the reason (CRDT, a reversal of the debit with the same id). */
  z.strictObject({ kind: z.literal('return'), ...ofPayment, reasonCode: reasonCodeField }),
  /** 入账: money put in by the city's treasury (CRDT). */
  z.strictObject({
    kind: z.literal('funding'), ...entryFields,
    endToEndId: z.null(), paymentInformationId: z.null(), messageId: z.null(), bankReference: bankReferenceField, reasonCode: z.null(),
  }),
]);

/** One page of what camt.053 says, in JSON: balances and totals are of the whole day, entries of this page. */
export const statementSchema = z.strictObject({
  account: accountField,
  day: dayField,
  /** `interim` while the bank's day runs (camt.052): later entries may follow. `closed` when none can (camt.053). */
  status: z.enum(['interim', 'closed']),
  /** From 1. */
  page: z.int().positive(),
  openingBalanceFen: balanceFenField,
  closingBalanceFen: balanceFenField,
  numberOfEntries: z.int().nonnegative(),
  debitSumFen: sumFenField,
  creditSumFen: sumFenField,
  entries: z.array(statementEntrySchema),
  nextCursor: cursorField.nullable(),
});

export const statementQuerySchema = z.strictObject({
  account: accountField,
  day: dayField,
  cursor: cursorField.optional(),
  limit: z.coerce.number().int().positive().max(MAX_ENTRIES_A_PAGE).default(DEFAULT_ENTRIES_A_PAGE),
});

export type StatementEntry = z.infer<typeof statementEntrySchema>;
export type Statement = z.infer<typeof statementSchema>;
export type StatementQuery = z.infer<typeof statementQuerySchema>;
