import type { MonthResult } from '../month/month.js';
import type { BankPayment } from '../office/bank.office.js';

/** The ledger balances in each city, and what it calls paid is what the bank settled and did not get back. */
export function booksBalance(ledgers: MonthResult['ledgers'], payments: readonly BankPayment[]): readonly string[] {
  return Object.entries(ledgers).flatMap(([city, { balanced, places }]) => {
    const settledFen = sumFen(payments.filter(({ debtorAccount, status }) => debtorAccount.startsWith(city) && status === 'settled'));
    const paidFen = places['paid'] ?? 0;
    return [
      ...(balanced ? [] : [`The books of ${city} do not balance`]),
      ...(places['in-transit'] === 0 ? [] : [`${city} has ${places['in-transit']} fen in transit after the close`]),
      ...(paidFen === settledFen ? [] : [`The books of ${city} say ${paidFen} fen were paid, the bank ${settledFen}`]),
    ];
  });
}

function sumFen(payments: readonly BankPayment[]): number {
  return payments.reduce((sum, { amountFen }) => sum + amountFen, 0);
}
