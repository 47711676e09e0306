import { controlTotalsOf, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { fen } from '@gongjiang/kernel';
import { checkWhole } from '../check/payments.check.js';
import { amountIn, readRow, rowsOf, type ReadRow } from '../delimited/return.rows.js';
import type { DelimitedProfile, MessageValue, PaymentValue } from '../profile/profile.delimited.js';
import { Faults, type FileResult } from '../refusal/faults.js';

/**
 * The message that a client's payroll file holds, as a bank takes it. Such a file knows one id, the message's: it stands
 * for the payment information as well.
 */
export function readPayroll(profile: DelimitedProfile, bytes: Uint8Array): FileResult<PaymentMessage> {
  const faults = new Faults();
  const rows = rowsOf(profile, profile.payments, bytes, faults);
  if (!rows) return faults.result<PaymentMessage>(undefined);
  const { header, trailer } = profile.payments;
  const said = [
    ...(header && rows.header ? [readRow(profile.text, header, rows.header, faults)] : []),
    ...(trailer && rows.trailer ? [readRow(profile.text, trailer, rows.trailer, faults)] : []),
  ].flatMap((row) => row ?? []);
  const payments = rows.body.flatMap((row) => paymentOf(profile, readRow(profile.text, profile.payments.columns, row, faults), faults) ?? []);
  if (faults.count > 0) return faults.result<PaymentMessage>(undefined);
  const messageId = valueIn(said, 'message-id', faults);
  const message = { messageId, paymentInformationId: messageId, debtorAccount: valueIn(said, 'debtor-account', faults), currency: 'CNY' as const, ...controlTotalsOf(payments), payments };
  checkWhole(message, faults);
  checkSaid(profile, said, message, faults);
  return faults.result<PaymentMessage>(message);
}

function paymentOf(profile: DelimitedProfile, row: ReadRow<PaymentValue> | undefined, faults: Faults): Payment | undefined {
  if (!row) return undefined;
  const cell = (value: PaymentValue): string => row.values.get(value) ?? '';
  const amount = amountIn(profile.text, cell('amount'));
  if (amount === undefined || amount === 0) return faults.add('bank-file.amount', { line: row.line, field: 'amount' });
  if (cell('end-to-end-id') === '') return faults.add('bank-file.reference', { line: row.line, field: 'end-to-end-id' });
  return { endToEndId: cell('end-to-end-id'), amountFen: fen(amount), creditorName: cell('name'), creditorAccount: cell('account'), purpose: cell('purpose') };
}

function valueIn(said: readonly ReadRow<MessageValue>[], value: MessageValue, faults: Faults): string {
  const found = said.find(({ values }) => values.has(value))?.values.get(value) ?? '';
  if (found === '') faults.add('bank-file.reference', { line: 1, field: value });
  return found;
}

/** Every count and sum that the file says, at its head and at its foot. */
function checkSaid({ text }: DelimitedProfile, said: readonly ReadRow<MessageValue>[], message: PaymentMessage, faults: Faults): void {
  for (const { values } of said) {
    const count = values.get('count');
    const sum = values.get('sum');
    if (count !== undefined && count !== String(message.numberOfPayments)) faults.add('bank-file.totals', { field: 'count', declared: count.slice(0, 20), found: message.numberOfPayments });
    if (sum !== undefined && amountIn(text, sum) !== message.controlSumFen) faults.add('bank-file.totals', { field: 'sum', declared: sum.slice(0, 20), found: message.controlSumFen });
  }
}
