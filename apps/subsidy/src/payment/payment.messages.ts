import { eventOf, paymentRejected, paymentReturned, paymentSettled, type CloudEvent, type PaymentLineAnswer } from '@gongjiang/contracts';
import type { CityCode, Day } from '@gongjiang/kernel';
import { endToEndId, type Item } from '../item/item.js';

const CONTRACTS = { settled: paymentSettled, rejected: paymentRejected, returned: paymentReturned } as const;

/** Orders the events of one item: an attempt is settled or rejected first, and may come back after. */
const PLACE = { settled: 1, rejected: 1, returned: 2 } as const;
/** Places kept for each attempt of an item. */
const PLACES_AN_ATTEMPT = 4;

/** What other systems hear of an item at the bank: one event for each terminal state; a returned one was settled before. */
export function messagesOfItem(city: CityCode, batchId: string, item: Item, answer: PaymentLineAnswer | undefined, time: Date): readonly CloudEvent[] {
  switch (item.state) {
    case 'settled': case 'rejected': return [message(item.state)];
    case 'returned': return [message('settled'), message('returned')];
    case 'due': case 'accepted': return [];
  }
  function message(state: keyof typeof CONTRACTS): CloudEvent {
    const { person, entitlement, subject, period } = item.due;
    return eventOf(CONTRACTS[state], {
      city, subject: item.id, sequence: item.attempt * PLACES_AN_ATTEMPT + PLACE[state], time,
      data: {
        person, itemId: item.id, due: { entitlement, subject, period }, batchId, attempt: item.attempt, amountFen: item.amountFen,
        endToEndId: endToEndId(item.id, item.attempt), bankReference: answer?.bankReference ?? null,
        reason: state === 'settled' ? null : item.reason, bookedOn: state === 'rejected' ? null : (item.bookedOn as Day | null),
      },
    });
  }
}
