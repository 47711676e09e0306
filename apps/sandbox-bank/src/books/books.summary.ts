import type { Day } from '@gongjiang/kernel';
import type { BookedPayment, Books, Entry, PayingAccount } from './books.js';

interface CountAndSum { count: number; sumFen: number }
type ByStatus = Record<BookedPayment['status'], CountAndSum>;

/** What was really paid, from the bank's own books. */
export interface BooksSummary {
  readonly businessDate: Day;
  readonly byStatus: ByStatus;
  readonly byPaymentInformation: readonly { readonly paymentInformationId: string; readonly byStatus: ByStatus }[];
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly repeats: { readonly same: number; readonly conflicting: number; readonly takenAgain: number };
  /** Ids under which money left more than once and did not come back: 0 for an honest bank. */
  readonly idsPaidMoreThanOnce: number;
  readonly accounts: readonly AccountSummary[];
}

/** For each account: funded − debited + returned = balance. */
export interface AccountSummary {
  readonly account: string;
  readonly fundedFen: number;
  readonly debitedFen: number;
  readonly returnedFen: number;
  readonly balanceFen: number;
  readonly reservedFen: number;
}

export function summaryOf(books: Books): BooksSummary {
  return {
    businessDate: books.businessDate,
    byStatus: byStatus(books.payments),
    byPaymentInformation: [...books.byInformation].map(([paymentInformationId, messages]) => ({
      paymentInformationId,
      byStatus: byStatus(messages.flatMap(({ firstAt, count }) => books.payments.slice(firstAt, firstAt + count))),
    })),
    rejectedByReason: rejectedByReason(books.payments),
    repeats: { ...books.repeats },
    idsPaidMoreThanOnce: paidMoreThanOnce(books),
    accounts: [...books.accounts.values()].map(accountSummary),
  };
}

function byStatus(payments: readonly BookedPayment[]): ByStatus {
  const zero = (): CountAndSum => ({ count: 0, sumFen: 0 });
  const totals: ByStatus = { accepted: zero(), rejected: zero(), settled: zero(), returned: zero() };
  for (const { status, amountFen } of payments) {
    totals[status].count += 1;
    totals[status].sumFen += amountFen;
  }
  return totals;
}

function rejectedByReason(payments: readonly BookedPayment[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rejectedFor } of payments) if (rejectedFor !== null) counts[rejectedFor] = (counts[rejectedFor] ?? 0) + 1;
  return counts;
}

function paidMoreThanOnce(books: Books): number {
  if (books.repeats.takenAgain === 0) return 0;
  const times = new Map<string, number>();
  for (const { endToEndId, status } of books.payments) {
    if (status === 'accepted' || status === 'settled') times.set(endToEndId, (times.get(endToEndId) ?? 0) + 1);
  }
  return [...times.values()].filter((count) => count > 1).length;
}

export function accountSummary({ account, balanceFen, reservedFen, days }: PayingAccount): AccountSummary {
  const totals = { fundedFen: 0, debitedFen: 0, returnedFen: 0 };
  const field: Record<Entry['kind'], keyof typeof totals> = { funding: 'fundedFen', debit: 'debitedFen', return: 'returnedFen' };
  for (const { entries } of days) {
    for (const entry of entries) totals[field[entry.kind]] += entry.kind === 'funding' ? entry.amountFen : entry.payment.amountFen;
  }
  return { account, ...totals, balanceFen, reservedFen };
}
