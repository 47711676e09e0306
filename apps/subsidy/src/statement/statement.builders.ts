import type { StatementEntry } from '@gongjiang/contracts';
import { day, type Day } from '@gongjiang/kernel';
import { endToEndIdOf, type Item } from '../item/item.js';
import { messageIdOf, paymentInformationIdOf } from '../chunk/chunk.js';

export type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;
type Entry<Kind> = Extract<StatementEntry, { kind: Kind }>;

export const BOOKED_ON = day('2026-11-20');

function ofPayment(item: Item, bookedOn: Day) {
  const id = endToEndIdOf(item);
  return {
    amountFen: item.amountFen, bookedOn, endToEndId: id, bankReference: `B${id.slice(2, 12)}`,
    paymentInformationId: paymentInformationIdOf(item.chunkId, 1), messageId: messageIdOf(item.chunkId, 1),
  };
}

/** The statement's line by which the bank books an item, as it should be unless the test says otherwise. */
export function debitOf(item: Item, overrides: Partial<Entry<'debit'>> = {}): Entry<'debit'> {
  const known = ofPayment(item, overrides.bookedOn ?? BOOKED_ON);
  return { kind: 'debit', entryReference: `D${known.endToEndId.slice(2)}`, reasonCode: null, ...known, ...overrides };
}

/** The line by which an item comes back. */
export function returnOf(item: Item, overrides: Partial<Entry<'return'>> = {}): Entry<'return'> {
  const known = ofPayment(item, overrides.bookedOn ?? BOOKED_ON);
  return { kind: 'return', entryReference: `R${known.endToEndId.slice(2)}`, reasonCode: 'AC06', ...known, ...overrides };
}
