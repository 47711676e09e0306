import type { BankPayment } from '../office/bank.office.js';
import type { SeenItem } from './seen-items.js';

/** Each item stands in the bank's books once, with the same amount and outcome, and the bank's books hold nothing else. */
export function bankAgrees(items: readonly SeenItem[], payments: readonly BankPayment[]): readonly string[] {
  const atTheBank = new Map(payments.map((payment) => [payment.endToEndId, payment]));
  const known = new Set(items.map(({ endToEndId }) => endToEndId));
  return [
    ...items.flatMap((item) => disagreement(item, atTheBank.get(item.endToEndId))),
    ...[...atTheBank.keys()].filter((id) => !known.has(id)).map((id) => `The bank has ${id}, the platform has not`),
    ...(known.size === items.length ? [] : [`${items.length - known.size} items share an end-to-end id`]),
  ];
}

function disagreement(item: SeenItem, payment: BankPayment | undefined): readonly string[] {
  if (!payment) return [`The bank has nothing of ${item.id}`];
  if (payment.status !== item.state) return [`${item.id} is ${item.state}, at the bank ${payment.status}`];
  return payment.amountFen === item.amountFen ? [] : [`${item.id} is ${item.amountFen} fen, at the bank ${payment.amountFen}`];
}
