import type { CloudEvent } from '@gongjiang/contracts';

/** What one finished piece of bulk work has to tell: its events in their order, and the key under which it is marked. */
export interface DerivedEvents {
  readonly key: string;
  readonly events: readonly CloudEvent[];
}

/**
 * Bulk work whose own document is the outbox (a chunk): the events are derived from it when they are carried.
 * Ids must be computed from the facts: after a crash the same events are derived and sent again.
 */
export interface DerivedEventSource {
  /** Names the relay's lease and its state: one word, unique in the service. */
  readonly name: string;
  /** The oldest pieces not yet published, at most `limit`, in the order in which they must go; without those under these keys, which are on their way. A piece that has changed meanwhile waits for the one on its way, under whatever key. */
  next(limit: number, onTheirWay?: readonly string[]): Promise<readonly DerivedEvents[]>;
  /** Called after all events of these pieces are safe in Kafka. */
  markPublished(keys: readonly string[]): Promise<void>;
}
