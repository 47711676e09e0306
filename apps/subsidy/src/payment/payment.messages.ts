import { eventOf, paymentRejected, paymentReturned, paymentSettled, type CloudEvent, type PaymentLineAnswer } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import { endToEndIdOf, itemOfLine, type Item } from '../item/item.js';

/** What an item's events say besides the item: the same for the same facts, whenever they are derived. */
export interface PaymentOccasion {
  readonly city: CityCode;
  readonly batchId: string;
  /** The bank's answer to the line, for its reference. */
  readonly answer: PaymentLineAnswer | undefined;
  /** When the bank's answer to the chunk was taken in. */
  readonly answeredAt: Date;
}

/** Orders the events of one item: an attempt is settled or rejected first, and may come back after. */
const PLACE = { settled: 1, rejected: 1, returned: 2 } as const;
/** Places kept for each attempt of an item. */
const PLACES_AN_ATTEMPT = 4;

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
  const data = { ...dataOf(item, occasion), reason: item.reason, bookedOn: null };
  return eventOf(paymentRejected, { ...facts(item, occasion, 'rejected'), time: occasion.answeredAt, data });
}

function settled(item: Item, occasion: PaymentOccasion): CloudEvent {
  const data = { ...dataOf(item, occasion), reason: null, bookedOn: item.bookedOn };
  return eventOf(paymentSettled, { ...facts(item, occasion, 'settled'), time: startOf(item.bookedOn), data });
}

function returned(item: Item, occasion: PaymentOccasion): CloudEvent {
  const data = { ...dataOf(item, occasion), reason: item.reason, bookedOn: item.returnedOn };
  return eventOf(paymentReturned, { ...facts(item, occasion, 'returned'), time: startOf(item.returnedOn), data });
}

function facts(item: Item, { city }: PaymentOccasion, state: keyof typeof PLACE) {
  return { city, subject: itemOfLine(item), sequence: item.attempt * PLACES_AN_ATTEMPT + PLACE[state] };
}

function dataOf(item: Item, { batchId, answer }: PaymentOccasion) {
  const { person, entitlement, subject, period } = item.due;
  return {
    person, itemId: itemOfLine(item), due: { entitlement, subject, period }, batchId, attempt: item.attempt, amountFen: item.amountFen,
    endToEndId: endToEndIdOf(item), bankReference: answer?.bankReference ?? null,
  };
}

/** The start of a day in China: a booking has a day and no hour. */
function startOf(bookedOn: Day | null): Date {
  if (bookedOn === null) throw new Error('A booked item has no day of booking');
  return new Date(`${bookedOn}T00:00:00+08:00`);
}
