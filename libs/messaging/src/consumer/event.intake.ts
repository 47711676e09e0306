import { contractOf, parseEvent, readData, type CloudEvent } from '@gongjiang/contracts';
import type { MessagePlace } from '../dead-letter/dead-letter.js';
import type { Subscription, SubscriptionTable } from './subscription.js';

/** A message as it lies in Kafka. */
export interface ReceivedMessage {
  readonly place: MessagePlace;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** Of a replayed message: the dead letter it comes from. */
  readonly letterId: string | null;
}

export interface ReceivedEvent {
  readonly message: ReceivedMessage;
  readonly event: CloudEvent;
}

export interface EventFault {
  readonly code: string;
  readonly message: string;
}

export type Intake =
  | { readonly kind: 'event'; readonly subscription: Subscription; readonly received: ReceivedEvent }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'poison'; readonly message: ReceivedMessage; readonly fault: EventFault; readonly event: CloudEvent | null };

/**
 * Reads a message against the subscriptions. New types may appear on a topic at any time and are passed over;
 * a version of a subscribed type that this build does not know is not: what it says would be lost.
 */
export function takeIn(message: ReceivedMessage, table: SubscriptionTable): Intake {
  const parsed = parseEvent(message.value);
  if (!parsed.ok) return poison(message, null, parsed.refusal);
  const event = parsed.value;
  const subscription = table.of(event.type);
  const contract = contractOf(event.type);
  if (!contract && table.knowsAnotherVersionOf(event.type)) return poison(message, event, { code: 'event.unknown-version', details: { type: event.type } });
  if (!subscription || !contract) return { kind: 'skipped' };
  const read = readData(contract, event);
  if (!read.ok) return poison(message, event, read.refusal);
  return { kind: 'event', subscription, received: { message, event: read.value } };
}

function poison(message: ReceivedMessage, event: CloudEvent | null, refusal: { readonly code: string; readonly details?: object }): Intake {
  return { kind: 'poison', message, event, fault: { code: refusal.code, message: JSON.stringify(refusal.details ?? {}) } };
}
