import { contractOf, encodeEvent, type CloudEvent } from '@gongjiang/contracts';

/** An event as it goes to Kafka: encoded, with its topic (without a namespace's prefix) and its key. */
export interface OutgoingEvent {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
}

/** What carries events to others. Returns when they are safe; throws when that is not known, and then all of them are sent again. */
export interface EventPublisher {
  publish(events: readonly OutgoingEvent[]): Promise<void>;
}

/** Encodes an event for its contract's topic. Throws where no contract knows the type or the event is too large. */
export function outgoingEvent(event: CloudEvent): OutgoingEvent {
  const contract = contractOf(event.type);
  if (!contract) throw new Error(`No contract for ${event.type}: define it in libs/contracts/src/events`);
  return { topic: contract.topic, key: contract.keyOf(event), value: encodeEvent(event) };
}
