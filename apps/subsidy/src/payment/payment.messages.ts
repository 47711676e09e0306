import { eventOf, paymentRejected, paymentReturned, paymentSettled, type CloudEvent, type PaymentLineAnswer } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import { itemOfLine, type Item, type ItemState } from '../item/item.js';

/** What an item's events say besides the item: the same for the same facts, whenever they are derived. */
export interface PaymentOccasion {
  readonly city: CityCode;
  readonly batchId: string;
  readonly endToEndId: string;
  /** The bank's answer to the line, for its reference. */
  readonly answer: PaymentLineAnswer | undefined;
  /** When the bank's answer to the chunk was taken in. */
  readonly answeredAt: Date;
}

/** Orders the events of one item: an attempt is settled or rejected first, and may come back after. */
const PLACE = { settled: 1, rejected: 1, returned: 2 } as const;
/** Places kept for each attempt of an item. */
const PLACES_AN_ATTEMPT = 4;

/** The states of which other systems or payees hear; lines in other states are not even read for it. */
export const TOLD_STATES = ['rejected', 'settled', 'returned', 'offset'] as const satisfies readonly ItemState[];

/** What other systems hear of an item at the bank: one event for each terminal state; a returned one was settled before. */
export function messagesOfItem(item: Item, occasion: PaymentOccasion): readonly CloudEvent[] {
  switch (item.state) {
    case 'rejected': return [rejected(item, occasion)];
    case 'settled': return [settled(item, occasion)];
    case 'returned': return [settled(item, occasion), returned(item, occasion)];
    case 'due': case 'withheld': case 'accepted': case 'offset': case 'overpaid': case 'void': case 'taken-over': return [];
  }
}

function rejected(item: Item, occasion: PaymentOccasion): CloudEvent {
  return told(paymentRejected, item, occasion, { place: PLACE.rejected, time: occasion.answeredAt, reason: item.reason, bookedOn: null });
}

function settled(item: Item, occasion: PaymentOccasion): CloudEvent {
  return told(paymentSettled, item, occasion, { place: PLACE.settled, time: startOf(item.bookedOn), reason: null, bookedOn: item.bookedOn });
}

function returned(item: Item, occasion: PaymentOccasion): CloudEvent {
  return told(paymentReturned, item, occasion, { place: PLACE.returned, time: startOf(item.returnedOn), reason: item.reason, bookedOn: item.returnedOn });
}

interface Happening {
  readonly place: (typeof PLACE)[keyof typeof PLACE];
  readonly time: Date;
  readonly reason: string | null;
  readonly bookedOn: Day | null;
}

/** Written out in one piece: a month has a hundred thousand of these, and objects put together from parts take twice the time. */
function told(contract: typeof paymentSettled, item: Item, { city, batchId, endToEndId, answer }: PaymentOccasion, { place, time, reason, bookedOn }: Happening): CloudEvent {
  const { due: { person, entitlement, subject, period }, attempt, amountFen } = item;
  const itemId = itemOfLine(item);
  return eventOf(contract, {
    city, subject: itemId, sequence: attempt * PLACES_AN_ATTEMPT + place, time,
    data: { itemId, person, due: { entitlement, subject, period }, batchId, attempt, amountFen, endToEndId, bankReference: answer?.bankReference ?? null, reason, bookedOn },
  });
}

/** The start of a day in China: a booking has a day and no hour. */
function startOf(bookedOn: Day | null): Date {
  if (bookedOn === null) throw new Error('A booked item has no day of booking');
  return new Date(`${bookedOn}T00:00:00+08:00`);
}
