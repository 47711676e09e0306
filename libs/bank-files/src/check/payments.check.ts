import { controlTotalsOf, type Payment, type PaymentMessage } from '@gongjiang/contracts';
import { impossible, isAccountNumber, isBankCardNumber } from '@gongjiang/kernel';
import type { AccountCheck, FileLimits } from '../profile/profile.common.js';
import type { Faults } from '../refusal/faults.js';
import { unusableCharacter } from './characters.js';

/** What every kind of file asks of its payments. */
export interface PaymentTerms {
  readonly limits: FileLimits;
  readonly accounts: AccountCheck;
}

/** Which payment is meant: its place in the message, from 1. A type, so that it fits fault details. */
export type PaymentPlace = { readonly line: number; readonly endToEndId: string };

/** Finds what keeps a message from any file of this bank, payment by payment; the control totals are counted again. */
export function checkMessage(terms: PaymentTerms, message: PaymentMessage, faults: Faults): void {
  checkWhole(message, faults);
  checkLimits(terms.limits, message, faults);
  message.payments.forEach((payment, at) => checkPayment(terms, payment, { line: at + 1, endToEndId: payment.endToEndId }, faults));
}

/** What is wrong with a message wherever it goes: totals that are not its own, an id that stands twice. */
export function checkWhole(message: PaymentMessage, faults: Faults): void {
  const { numberOfPayments, controlSumFen } = controlTotalsOf(message.payments);
  if (numberOfPayments !== message.numberOfPayments) faults.add('bank-file.totals', { field: 'numberOfPayments', declared: message.numberOfPayments, found: numberOfPayments });
  if (controlSumFen !== message.controlSumFen) faults.add('bank-file.totals', { field: 'controlSumFen', declared: message.controlSumFen, found: controlSumFen });
  const seen = new Set<string>();
  message.payments.forEach(({ endToEndId }, at) => {
    if (seen.has(endToEndId)) faults.add('bank-file.duplicate-id', { line: at + 1, endToEndId, id: endToEndId });
    seen.add(endToEndId);
  });
}

export function checkPayment({ limits, accounts }: PaymentTerms, payment: Payment, where: PaymentPlace, faults: Faults): void {
  if (!isAccount(accounts, payment.creditorAccount)) faults.add('bank-file.account', { ...where, field: 'account' });
  for (const [field, text] of [['name', payment.creditorName], ['purpose', payment.purpose]] as const) {
    const character = unusableCharacter(text);
    if (character !== undefined) faults.add('bank-file.characters', { ...where, field, character });
  }
  const limit = limits.paymentYuan;
  if (limit !== undefined && payment.amountFen > limit) faults.add('bank-file.amount-limit', { ...where, amountFen: payment.amountFen, limit });
}

function isAccount(check: AccountCheck, account: string): boolean {
  switch (check) {
    case 'card': return isBankCardNumber(account);
    case 'card-or-company': return isAccountNumber(account);
    case 'digits': return /^\d{6,34}$/.test(account);
    default: return impossible(check);
  }
}

export function checkLimits(limits: FileLimits, { payments }: PaymentMessage, faults: Faults): void {
  const { numberOfPayments, controlSumFen } = controlTotalsOf(payments);
  if (numberOfPayments > limits.rows) faults.add('bank-file.rows-limit', { rows: numberOfPayments, limit: limits.rows });
  const limit = limits.fileYuan;
  if (limit !== undefined && controlSumFen > limit) faults.add('bank-file.sum-limit', { sumFen: controlSumFen, limit });
}
