import { z } from 'zod';
import { sumFen } from '@gongjiang/kernel';
import { accountField, partyNameField, positiveFenField, purposeField, senderIdField } from './bank.fields.js';
import { MAX_PAYMENTS_A_MESSAGE } from './bank.limits.js';

export const paymentSchema = z.strictObject({
  /** The attempt's id: the bank pays it once over all time. */
  endToEndId: senderIdField,
  amountFen: positiveFenField,
  creditorName: partyNameField,
  creditorAccount: accountField,
  purpose: purposeField,
});

/** What pain.001 says, in JSON: one paying account, up to 2,000 payments, with control totals that are checked. */
export const paymentMessageSchema = z
  .strictObject({
    messageId: senderIdField,
    paymentInformationId: senderIdField,
    debtorAccount: accountField,
    currency: z.literal('CNY'),
    numberOfPayments: z.int().positive().max(MAX_PAYMENTS_A_MESSAGE),
    controlSumFen: positiveFenField,
    payments: z.array(paymentSchema).min(1).max(MAX_PAYMENTS_A_MESSAGE),
  })
  .superRefine((message, context) => {
    const fault = controlFault(message);
    if (fault) context.addIssue({ code: 'custom', ...fault });
  });

export type Payment = z.infer<typeof paymentSchema>;
export type PaymentMessage = z.infer<typeof paymentMessageSchema>;

interface Fault { readonly path: string[]; readonly message: string }

/** The first way in which a message disagrees with its own control totals, or names an id twice. */
function controlFault({ numberOfPayments, controlSumFen, payments }: Pick<PaymentMessage, 'numberOfPayments' | 'controlSumFen' | 'payments'>): Fault | undefined {
  if (payments.length !== numberOfPayments) return { path: ['numberOfPayments'], message: `Declares ${numberOfPayments} payments, holds ${payments.length}` };
  const sum = payments.reduce((total, payment) => total + payment.amountFen, 0);
  if (sum !== controlSumFen) return { path: ['controlSumFen'], message: `Declares ${controlSumFen} fen, holds ${sum}` };
  if (new Set(payments.map((payment) => payment.endToEndId)).size < payments.length) return { path: ['payments'], message: 'An endToEndId stands twice in the message' };
  return undefined;
}

/** The two control totals that belong to these payments. */
export function controlTotalsOf(payments: readonly Payment[]): Pick<PaymentMessage, 'numberOfPayments' | 'controlSumFen'> {
  return { numberOfPayments: payments.length, controlSumFen: sumFen(payments.map((payment) => payment.amountFen)) };
}
