import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { addFen, ok, refuse, subtractFen, ZERO_FEN, type Day, type Refusal, type Result } from '@gongjiang/kernel';
import { bankReferenceOf, type AccountDay, type Books, type Entry, type PayingAccount } from './books.js';
import { nextCursor, type Slice } from './books.answers.js';

export type StatementRefusal = Refusal<'bank.unknown-account' | 'bank.statement-not-yet'>;

/** One page of an account's statement of a day; entries are only ever added at the end, so a cursor stays true. */
export function statementOf(books: Books, account: string, day: Day, slice: Slice): Result<Statement, StatementRefusal> {
  const payer = books.accounts.get(account);
  if (!payer) return refuse('bank.unknown-account', { account });
  if (day > books.businessDate) return refuse('bank.statement-not-yet', { day, businessDate: books.businessDate });
  const bookings = dayOf(payer, day);
  return ok({
    account, day,
    status: day < books.businessDate ? 'closed' : 'interim',
    page: Math.floor(slice.from / slice.limit) + 1,
    openingBalanceFen: bookings.openingBalanceFen,
    closingBalanceFen: subtractFen(addFen(bookings.openingBalanceFen, bookings.creditSumFen), bookings.debitSumFen),
    numberOfEntries: bookings.entries.length,
    debitSumFen: bookings.debitSumFen,
    creditSumFen: bookings.creditSumFen,
    entries: bookings.entries.slice(slice.from, slice.from + slice.limit).map((entry, at) => statementEntry(entry, day, slice.from + at + 1)),
    nextCursor: nextCursor(slice, bookings.entries.length),
  });
}

/** A payment's debit as it stands on the statement of its day; undefined where it is not booked. */
export function debitOf(books: Books, account: string, endToEndId: string): Extract<StatementEntry, { kind: 'debit' }> | undefined {
  for (const { day, entries } of books.accounts.get(account)?.days ?? []) {
    const at = entries.findIndex((entry) => entry.kind === 'debit' && entry.payment.endToEndId === endToEndId);
    const stated = entries[at] && statementEntry(entries[at], day, at + 1);
    if (stated?.kind === 'debit') return stated;
  }
  return undefined;
}

/** A day without bookings opens and closes with what the last one before it left. */
function dayOf(payer: PayingAccount, day: Day): AccountDay {
  const last = payer.days.findLast((one) => one.day <= day);
  if (last?.day === day) return last;
  const balance = last ? subtractFen(addFen(last.openingBalanceFen, last.creditSumFen), last.debitSumFen) : ZERO_FEN;
  return { day, openingBalanceFen: balance, entries: [], debitSumFen: ZERO_FEN, creditSumFen: ZERO_FEN };
}

function statementEntry(entry: Entry, bookedOn: Day, number: number): StatementEntry {
  const entryReference = `${bookedOn.replaceAll('-', '')}-${number}`;
  if (entry.kind === 'funding') {
    const { kind, amountFen, reference } = entry;
    return { kind, entryReference, amountFen, bookedOn, bankReference: reference, endToEndId: null, paymentInformationId: null, messageId: null, reasonCode: null };
  }
  const { endToEndId, amountFen, message, laterReturn } = entry.payment;
  const { paymentInformationId, messageId } = message;
  const ofPayment = { entryReference, amountFen, bookedOn, endToEndId, paymentInformationId, messageId, bankReference: bankReferenceOf(entry.payment) };
  if (entry.kind === 'debit') return { kind: 'debit', ...ofPayment, reasonCode: null };
  return { kind: 'return', ...ofPayment, reasonCode: laterReturn?.reasonCode ?? 'MS03' };
}
