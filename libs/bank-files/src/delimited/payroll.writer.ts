import type { Payment, PaymentMessage } from '@gongjiang/contracts';
import { impossible, yuanText, type Day, type Fen } from '@gongjiang/kernel';
import type { BankFile, Sending } from '../bank-file.js';
import { checkMessage } from '../check/payments.check.js';
import type { Cell, DelimitedProfile, MessageValue, PaymentValue, TextForm } from '../profile/profile.delimited.js';
import { Faults, type FileResult } from '../refusal/faults.js';
import { bankOfAccount } from './bank-of-account.js';
import { checkCells, checkHeadCells, type OutgoingCell } from './cells.check.js';
import { fromGb18030, toGb18030 } from './gb18030.js';
import { joinedRow } from './rows.js';

/** The payroll file of a message: head, titles, a row a payment, foot, as the profile says. */
export function writePayroll(profile: DelimitedProfile, message: PaymentMessage, sending: Sending): FileResult<BankFile> {
  const faults = new Faults();
  checkMessage(profile, message, faults);
  checkBanks(profile, message, faults);
  const text = rowsOf(profile, message, sending, faults).map((row) => `${row}${profile.text.lineEnd === 'crlf' ? '\r\n' : '\n'}`).join('');
  if (faults.count > 0) return faults.result<BankFile>(undefined);
  const bytes = toGb18030(text);
  if (fromGb18030(bytes) !== text) throw new Error('A payroll file that does not come back as it was written'); // every cell was tried before
  if (bytes.length > profile.limits.bytes) faults.add('bank-file.bytes-limit', { bytes: bytes.length, limit: profile.limits.bytes });
  const { messageId, numberOfPayments, controlSumFen } = message;
  const name = profile.payments.fileName.replaceAll('{message}', messageId.replaceAll(':', '-')).replaceAll('{day}', sending.executeOn.replaceAll('-', ''));
  return faults.result({ name, mediaType: 'text/plain; charset=gb18030', bytes, messageId, numberOfPayments, controlSumFen });
}

function checkBanks(profile: DelimitedProfile, message: PaymentMessage, faults: Faults): void {
  const others = profile.ownBank?.others;
  if (others !== 'refused' && others !== 'own-file') return;
  const banks = message.payments.map(({ creditorAccount }) => bankOfAccount(profile, creditorAccount));
  if (others === 'own-file' && new Set(banks).size > 1) faults.add('bank-file.mixed-banks');
  if (others === 'own-file') return;
  message.payments.forEach(({ endToEndId }, at) => {
    if (banks[at] === 'other') faults.add('bank-file.other-bank', { line: at + 1, endToEndId });
  });
}

function rowsOf(profile: DelimitedProfile, message: PaymentMessage, sending: Sending, faults: Faults): string[] {
  const { text: form, payments: { header, titles, columns, trailer } } = profile;
  const rowOfMessage = (row: readonly Cell<MessageValue>[]) => {
    const cells = row.map((cell) => ('text' in cell ? cell.text : messageValue(cell.value, form, message, sending)));
    checkHeadCells(form, outgoing(row, cells), faults);
    return joinedRow(form, cells);
  };
  const rows = message.payments.map((payment, at) => rowOfPayment(profile, payment, at + 1, faults));
  const titleRow = joinedRow(form, titlesOf(columns));
  return [...(header ? [rowOfMessage(header)] : []), ...(titles === 'shown' ? [titleRow] : []), ...rows, ...(trailer ? [rowOfMessage(trailer)] : [])];
}

/** The row of one payment, and what keeps it out of the file. */
export function rowOfPayment(profile: DelimitedProfile, payment: Payment, line: number, faults: Faults): string {
  const { text: form, payments: { columns } } = profile;
  const cells = columns.map((cell) => ('text' in cell ? cell.text : paymentValue(cell.value, profile, payment, line)));
  checkCells(form, outgoing(columns, cells), { line, endToEndId: payment.endToEndId }, faults);
  return joinedRow(form, cells);
}

function outgoing<Value extends string>(row: readonly Cell<Value>[], texts: readonly string[]): OutgoingCell[] {
  return row.flatMap((cell, at) => ('text' in cell ? [] : [{ field: cell.value, text: texts[at] ?? '', maxBytes: cell.maxBytes }]));
}

export function titlesOf(columns: readonly Cell<string>[]): string[] {
  return columns.map((cell) => ('text' in cell ? cell.text : (cell.title ?? cell.value)));
}

function messageValue(value: MessageValue, form: TextForm, message: PaymentMessage, { payer, executeOn }: Sending): string {
  switch (value) {
    case 'message-id': return message.messageId;
    case 'debtor-account': return message.debtorAccount;
    case 'payer-name': return payer.name;
    case 'day': return dayText(form, executeOn);
    case 'count': return String(message.numberOfPayments);
    case 'sum': return amountText(form, message.controlSumFen);
    case 'currency': return message.currency;
    default: return impossible(value);
  }
}

function paymentValue(value: PaymentValue, profile: DelimitedProfile, payment: Payment, sequence: number): string {
  switch (value) {
    case 'sequence': return String(sequence);
    case 'account': return payment.creditorAccount;
    case 'name': return payment.creditorName;
    case 'amount': return amountText(profile.text, payment.amountFen);
    case 'purpose': return payment.purpose;
    case 'end-to-end-id': return payment.endToEndId;
    case 'bank-mark': return profile.ownBank?.marks?.[bankOfAccount(profile, payment.creditorAccount)] ?? '';
    case 'currency': return 'CNY';
    default: return impossible(value);
  }
}

export function amountText({ amounts }: TextForm, amountFen: Fen): string {
  return amounts === 'fen' ? String(amountFen) : yuanText(amountFen);
}

function dayText({ days }: TextForm, day: Day): string {
  return days === 'compact' ? day.replaceAll('-', '') : day;
}
