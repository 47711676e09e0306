import type { CloudEvent } from '@gongjiang/contracts';
import type { OutgoingEvent } from '../outgoing-event.js';

/** An event that waits in the outbox, by its id. */
export interface WaitingEvent extends OutgoingEvent {
  readonly id: string;
}

/**
 * Where a service's events wait until they are carried to Kafka. They enter in the transaction of the change
 * that they tell, and leave in the order of their sequence within each aggregate (topic, city, subject).
 */
export interface OutboxStore<Session> {
  /** Adds events within the caller's transaction. Throws where an event has no contract. */
  append(session: Session, events: readonly CloudEvent[]): Promise<void>;
  /** The waiting events, aggregate by aggregate, at most `limit`. */
  next(limit: number): Promise<readonly WaitingEvent[]>;
  /** Takes published events out. Safe to repeat. */
  remove(ids: readonly string[]): Promise<void>;
  /** How many wait, and since when the oldest does: what the health page shows. */
  waiting(): Promise<{ readonly count: number; readonly oldestAt: Date | null }>;
}
