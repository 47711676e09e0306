import { groupBy } from '@gongjiang/kernel';
import type { BankPayment } from '@gongjiang/rehearsal';

/** The bank's own books: under each end-to-end id money left once at the most. Every id that was paid again is named. */
export function paidOnce(payments: readonly BankPayment[]): readonly string[] {
  const left = payments.filter(({ status }) => status !== 'rejected');
  return [...groupBy(left, ({ endToEndId }) => endToEndId)]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => `${id} was paid ${same.length} times`);
}
