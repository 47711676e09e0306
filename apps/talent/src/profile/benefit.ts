import { paymentReturned, paymentSettled, type EventOf } from '@gongjiang/contracts';
import { fen, sumFen, type CityCode, type Day, type Fen, type Period, type PersonToken } from '@gongjiang/kernel';

/** What is known of money paid to a person, by the item that it was paid for. */
export interface Benefit {
  /** City, person and item: the person first, so that one's benefits lie together. */
  readonly id: string;
  readonly city: CityCode;
  readonly person: PersonToken;
  readonly itemId: string;
  readonly entitlement: string;
  readonly subject: string | null;
  readonly period: Period;
  readonly amountFen: Fen;
  /** Returned money was paid and came back: it counts nothing until it is paid again. */
  readonly status: 'settled' | 'returned';
  readonly bookedOn: Day | null;
  readonly batchId: string;
  /** Of the event that told of it: an older one that comes late changes nothing. */
  readonly sequence: string;
}

/** Settled and returned payments say the same of themselves; the type tells them apart. */
export type PaymentEvent = EventOf<typeof paymentSettled>;

/** The events that make benefits. */
export const BENEFIT_EVENTS = [paymentSettled, paymentReturned] as const;

function benefitIdOf({ city, data }: PaymentEvent): string {
  return `${city}/${data.person}/${data.itemId}`;
}

/** What an event says of its benefit. */
export function benefitOf(event: PaymentEvent): Benefit {
  const { person, itemId, due, amountFen, bookedOn, batchId } = event.data;
  return {
    id: benefitIdOf(event), city: event.city, person, itemId,
    entitlement: due.entitlement, subject: due.subject, period: due.period,
    amountFen, status: event.type === paymentReturned.type ? 'returned' : 'settled',
    bookedOn, batchId, sequence: event.sequence,
  };
}

/** Every benefit that the events tell of, once, by the latest that tells of it. */
export function latestBenefits(events: readonly PaymentEvent[]): readonly Benefit[] {
  const latest = new Map<string, Benefit>();
  for (const event of events) {
    const benefit = benefitOf(event);
    const other = latest.get(benefit.id);
    if (!other || other.sequence < benefit.sequence) latest.set(benefit.id, benefit);
  }
  return [...latest.values()];
}

/** What the person has received and kept. */
export function receivedFen(benefits: readonly Benefit[]): Fen {
  return benefits.length === 0 ? fen(0) : sumFen(benefits.filter(({ status }) => status === 'settled').map(({ amountFen }) => amountFen));
}
