import { controlTotalsOf, type PaymentLineAnswer, type PaymentMessage, type PaymentMessageAnswer } from '@gongjiang/contracts';
import type { PersonToken } from '@gongjiang/kernel';
import { messageIdOf, paymentInformationIdOf } from '../chunk/chunk.js';
import { endToEndIdOf, type Item, type MoneyLine } from '../item/item.js';
import type { RejectedItem } from '../item/item.store.js';
import type { Identity } from '../person/person.js';

/** The message that carries a chunk to the bank. The same items and identities give the same message. */
export function paymentMessageOf(chunkId: string, attempt: number, debtorAccount: string, items: readonly MoneyLine[], identities: ReadonlyMap<PersonToken, Identity>): PaymentMessage {
  const payments = items.filter(isForTheBank).map((item) => {
    const identity = identities.get(item.due.person);
    if (!identity) throw new Error(`The registry has no person for the item ${item.id}`);
    return {
      endToEndId: endToEndIdOf(item),
      amountFen: item.amountFen,
      creditorName: identity.accountHolder,
      creditorAccount: identity.bankAccount,
      purpose: `${item.due.entitlement} ${item.due.period}`,
    };
  });
  return { messageId: messageIdOf(chunkId, attempt), paymentInformationId: paymentInformationIdOf(chunkId, attempt), debtorAccount, currency: 'CNY', ...controlTotalsOf(payments), payments };
}

/** What the bank is asked to pay: not what is kept, claimed back, or held by an objection. */
export function isForTheBank(item: Pick<Item, 'way' | 'state'>): boolean {
  return item.way === 'pay' && item.state !== 'withheld' && item.state !== 'void';
}

/** The lines of an answer that say nothing final: the bank knows the id with other particulars (AM05), so it is asked after. */
export function doubtfulLines(answer: PaymentMessageAnswer): readonly PaymentLineAnswer[] {
  return answer.lines.filter((line) => line.status === 'rejected' && line.duplicate && line.reasonCode === 'AM05');
}

/** True when the answer speaks of each payment of the message exactly once, and of no other. */
export function answersWhole(message: PaymentMessage, answer: PaymentMessageAnswer): boolean {
  const asked = new Set(message.payments.map((payment) => payment.endToEndId));
  const answered = new Set(answer.lines.map((line) => line.endToEndId));
  return answer.paymentInformationId === message.paymentInformationId && answer.lines.length === asked.size && answered.size === asked.size && [...asked].every((id) => answered.has(id));
}

/** The items that the bank refused for good, with its reasons. */
export function rejectedItems(message: Pick<PaymentMessage, 'payments'>, items: readonly MoneyLine[], lines: readonly PaymentLineAnswer[]): readonly RejectedItem[] {
  const refused = new Map(lines.filter((line) => line.status === 'rejected').map((line) => [line.endToEndId, line.reasonCode ?? 'NARR']));
  if (refused.size === 0) return [];
  return refusable(message, items.filter(isForTheBank), refused).flatMap((item) => {
    const reason = refused.get(endToEndIdOf(item));
    return reason === undefined ? [] : [{ itemId: item.id, reason }];
  });
}

/** The items that may be meant. A message has its payments in the order of its items: few ids need to be worked out where that still holds. */
function refusable({ payments }: Pick<PaymentMessage, 'payments'>, items: readonly MoneyLine[], refused: ReadonlyMap<string, string>): readonly MoneyLine[] {
  const meant = items.filter((_item, at) => refused.has(payments[at]?.endToEndId ?? ''));
  return meant.length === refused.size && meant.every((item) => refused.has(endToEndIdOf(item))) ? meant : items;
}
