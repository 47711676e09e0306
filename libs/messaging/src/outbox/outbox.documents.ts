import type { CloudEvent } from '@gongjiang/contracts';
import { outgoingEvent } from '../outgoing-event.js';

export const OUTBOX_COLLECTION = 'outbox';

/** An event in the collection `outbox`. The event is kept as the text that will be sent, to the byte. */
export interface OutboxDocument {
  readonly _id: string;
  readonly aggregate: string;
  readonly sequence: number;
  /** Orders events of one aggregate and version as they were appended. */
  readonly position: number;
  readonly topic: string;
  readonly key: string;
  readonly event: string;
  readonly at: Date;
}

/** The documents of these events, for callers that write them with a bulk write of their own. */
export function outboxDocumentsOf(events: readonly CloudEvent[]): OutboxDocument[] {
  return events.map((event, position) => {
    const { topic, key, value } = outgoingEvent(event);
    return {
      _id: event.id,
      aggregate: `${topic}/${event.city}/${event.subject}`,
      sequence: Number(event.sequence),
      position,
      topic,
      key,
      event: value,
      at: new Date(event.time),
    };
  });
}
