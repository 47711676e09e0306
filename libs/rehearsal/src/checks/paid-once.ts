import { groupBy } from '@gongjiang/kernel';
import type { BankPayment } from '../office/bank.office.js';
import type { SeenItem } from './seen-items.js';

/** The bank's own books: under each end-to-end id money left once at the most. Every id that was paid again is named. */
export function paidOnce(payments: readonly BankPayment[]): readonly string[] {
  const left = payments.filter(({ status }) => status !== 'rejected');
  return [...groupBy(left, ({ endToEndId }) => endToEndId)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `${id} was paid ${same.length} times`);
}

/** A due amount has one line that holds money: settled, or on its way to it. */
export function dueOnce(items: readonly SeenItem[]): readonly string[] {
  const live = items.filter(({ state }) => state !== 'rejected' && state !== 'returned');
  return [...groupBy(live, ({ city, person, entitlement, subject, period }) => [city, person, entitlement, subject, period].join(' '))]
    .filter(([, same]) => same.length > 1)
    .map(([due, same]) => `${due} is in ${same.length} lines: ${same.map(({ id }) => id).join(', ')}`);
}
