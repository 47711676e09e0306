import type { Booking, MoneyLine } from './item.js';
import type { RejectedItem } from './item.store.js';

/**
 * What the store's writes make of items that were just read, without reading them back: a thousand lines less to decode,
 * three times a month. A property test holds both to the same end.
 */
export function itemsAfterAnswer<Line extends MoneyLine>(items: readonly Line[], rejected: readonly RejectedItem[]): readonly Line[] {
  const reasons = new Map(rejected.map(({ itemId, reason }) => [itemId, reason]));
  return items.map((item) => {
    if (item.state !== 'due') return item;
    const reason = reasons.get(item.id);
    return reason === undefined ? { ...item, state: 'accepted' } : { ...item, state: 'rejected', reason };
  });
}

/** The same for what the bank has booked: accepted lines settled, settled lines returned. */
export function itemsAfterBookings<Line extends MoneyLine>(items: readonly Line[], settled: readonly Booking[], returned: readonly Booking[]): readonly Line[] {
  const [debits, returns] = [byItem(settled), byItem(returned)];
  return items.map((item) => {
    const debit = item.state === 'accepted' ? debits.get(item.id) : undefined;
    const paid: Line = debit ? { ...item, state: 'settled', bookedOn: debit.bookedOn, settledBy: debit.page } : item;
    const back = paid.state === 'settled' ? returns.get(item.id) : undefined;
    return back ? { ...paid, state: 'returned', returnedOn: back.bookedOn, returnedBy: back.page, reason: back.reason } : paid;
  });
}

function byItem(bookings: readonly Booking[]): ReadonlyMap<string, Booking> {
  return new Map(bookings.map((booking) => [booking.itemId, booking]));
}
