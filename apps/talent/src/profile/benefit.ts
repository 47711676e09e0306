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
  /** Of the latest event taken in: older ones that come late change nothing. */
  readonly sequence: string;
}

/** Settled and returned payments say the same of themselves; the type tells them apart. */
export type PaymentEvent = EventOf<typeof paymentSettled>;

/** The events that make benefits. */
export const BENEFIT_EVENTS = [paymentSettled, paymentReturned] as const;

export function benefitIdOf({ city, data }: PaymentEvent): string {
  return `${city}/${data.person}/${data.itemId}`;
}

/** The benefit after an event; itself where the event is older than what is known. */
export function evolveBenefit(known: Benefit | undefined, event: PaymentEvent): Benefit {
  if (known && known.sequence >= event.sequence) return known;
  const { person, itemId, due, amountFen, bookedOn, batchId } = event.data;
  return {
    id: benefitIdOf(event), city: event.city, person, itemId,
    entitlement: due.entitlement, subject: due.subject, period: due.period,
    amountFen, status: event.type === paymentReturned.type ? 'returned' : 'settled',
    bookedOn, batchId, sequence: event.sequence,
  };
}

/** Every benefit that the events touch, as it is after all of them. */
export function foldBenefits(known: Iterable<Benefit>, events: readonly PaymentEvent[]): readonly Benefit[] {
  const byId = new Map([...known].map((benefit) => [benefit.id, benefit]));
  const touched = new Map<string, Benefit>();
  for (const event of events) {
    const id = benefitIdOf(event);
    touched.set(id, evolveBenefit(touched.get(id) ?? byId.get(id), event));
  }
  return [...touched.values()];
}

/** What the person has received and kept. */
export function receivedFen(benefits: readonly Benefit[]): Fen {
  return benefits.length === 0 ? fen(0) : sumFen(benefits.filter(({ status }) => status === 'settled').map(({ amountFen }) => amountFen));
}
