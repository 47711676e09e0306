import { controlTotalsOf, type Payment, type PaymentMessage, type PaymentMessageAnswer } from '@gongjiang/contracts';
import { factId, groupBy } from '@gongjiang/kernel';
import { bankOfAccount } from './delimited/bank-of-account.js';
import { summedAnswer } from './answer/summed.js';
import type { BankProfile } from './profile/profile.js';

/**
 * The messages that a message must go out as: one, or several where the bank takes fewer rows a file, or wants own
 * accounts and other banks' apart. Each is a message of its own, with its own id, file and answer; every payment
 * stands in one of them, under its own end-to-end id. The same message is always divided the same way.
 */
export function divideMessage(profile: BankProfile, message: PaymentMessage): readonly PaymentMessage[] {
  if (profile.kind === 'interface') return [message];
  const parts = banksOf(profile, message.payments).flatMap((payments) => slicesOf(payments, profile.limits.rows));
  return parts.length === 1 ? [message] : parts.map((payments, at) => partOf(message, payments, at + 1));
}

/** The answer to a message that went out divided, once every part of it is answered. */
export function joinAnswers(message: PaymentMessage, answers: readonly PaymentMessageAnswer[]): PaymentMessageAnswer {
  return summedAnswer(message, answers.flatMap(({ lines }) => lines));
}

function banksOf(profile: BankProfile, payments: readonly Payment[]): readonly (readonly Payment[])[] {
  if (profile.kind !== 'delimited' || profile.ownBank?.others !== 'own-file') return [payments];
  return [...groupBy(payments, ({ creditorAccount }) => bankOfAccount(profile, creditorAccount)).values()];
}

function slicesOf(payments: readonly Payment[], size: number): Payment[][] {
  return Array.from({ length: Math.ceil(payments.length / size) }, (_, at) => payments.slice(at * size, (at + 1) * size));
}

function partOf(message: PaymentMessage, payments: readonly Payment[], part: number): PaymentMessage {
  return {
    messageId: partId(message.messageId, part),
    paymentInformationId: partId(message.paymentInformationId, part),
    debtorAccount: message.debtorAccount,
    currency: message.currency,
    ...controlTotalsOf(payments),
    payments: [...payments],
  };
}

/** `<id>.2`; an id that leaves no room for that is hashed. */
function partId(id: string, part: number): string {
  const whole = `${id}.${part}`;
  return whole.length <= 35 ? whole : `${factId(id)}.${part}`;
}
