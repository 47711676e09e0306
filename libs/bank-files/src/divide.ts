import { controlTotalsOf, type Payment, type PaymentMessage, type PaymentMessageAnswer } from '@gongjiang/contracts';
import { addFen, factId, groupBy, ZERO_FEN } from '@gongjiang/kernel';
import { bankOfAccount } from './delimited/bank-of-account.js';
import { summedAnswer } from './answer/summed.js';
import type { FileLimits } from './profile/profile.common.js';
import type { BankProfile } from './profile/profile.js';

/** Payments that go together: own accounts and other banks' apart where the bank wants that, within its rows and sum. */
export function slicesOf(profile: BankProfile, payments: readonly Payment[]): readonly (readonly Payment[])[] {
  return banksOf(profile, payments).flatMap((own) => withinLimits(profile.limits, own));
}

/**
 * What goes together goes under the message's own id; else there is a message for each slice, with its own id, file and
 * answer. Every payment keeps its end-to-end id. The same slices are always named the same.
 */
export function messagesOf(message: PaymentMessage, slices: readonly (readonly Payment[])[]): readonly PaymentMessage[] {
  const [only, second] = slices;
  if (only && !second) return [{ ...message, ...controlTotalsOf(only), payments: [...only] }];
  return slices.map((payments, at) => partOf(message, payments, at + 1));
}

/** The answer to a message of which parts were stopped or went apart, once each is answered. */
export function joinAnswers(message: PaymentMessage, answers: readonly Pick<PaymentMessageAnswer, 'lines'>[]): PaymentMessageAnswer {
  return summedAnswer(message, answers.flatMap(({ lines }) => lines));
}

function banksOf(profile: BankProfile, payments: readonly Payment[]): readonly (readonly Payment[])[] {
  if (profile.kind !== 'delimited' || profile.ownBank?.others !== 'own-file') return [payments];
  return [...groupBy(payments, ({ creditorAccount }) => bankOfAccount(profile, creditorAccount)).values()];
}

/** In the order of the message; a payment that is above the sum alone stands alone. */
function withinLimits({ rows, fileYuan }: FileLimits, payments: readonly Payment[]): Payment[][] {
  const slices: Payment[][] = [];
  let sumFen = ZERO_FEN;
  for (const payment of payments) {
    const slice = slices.at(-1);
    const grown = addFen(sumFen, payment.amountFen);
    const fits = slice !== undefined && slice.length < rows && (fileYuan === undefined || grown <= fileYuan);
    if (fits) slice.push(payment);
    else slices.push([payment]);
    sumFen = fits ? grown : payment.amountFen;
  }
  return slices;
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
