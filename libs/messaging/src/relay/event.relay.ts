import type { OutboxStore } from '../outbox/outbox.store.js';
import type { EventPublisher } from '../outgoing-event.js';
import type { DerivedEventSource } from './derived-event.source.js';
import { LaneRunner, type LaneState } from './lane.runner.js';
import type { Lease } from './lease.js';
import { derivedLane, outboxLane } from './relay.lane.js';

export interface EventRelayParts {
  readonly publisher: EventPublisher;
  readonly outbox: Pick<OutboxStore<unknown>, 'next' | 'remove'>;
  readonly sources?: readonly DerivedEventSource[];
  /** A lease for each lane, by its name: processes of a service share the lanes, and one at a time carries each. */
  leaseOf(lane: string): Lease;
  /** Told once of each time that a lane stands still, until it goes on. */
  onFailure?(lane: string, error: unknown): void;
}

/** Carries a service's events to Kafka: each lane in order, at least once, whatever dies meanwhile. */
export class EventRelay {
  private readonly runners: readonly LaneRunner[];

  constructor(parts: EventRelayParts) {
    const lanes = [outboxLane(parts.outbox), ...(parts.sources ?? []).map(derivedLane)];
    if (new Set(lanes.map(({ name }) => name)).size !== lanes.length) throw new Error('Two sources of events have one name: give each a name of its own, and none "outbox"');
    this.runners = lanes.map((lane) => new LaneRunner({ lane, publisher: parts.publisher, lease: parts.leaseOf(lane.name), onFailure: (error) => parts.onFailure?.(lane.name, error) }));
  }

  start(): void {
    for (const runner of this.runners) runner.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.runners.map((runner) => runner.stop()));
  }

  /** One entry a lane. */
  state(): readonly LaneState[] {
    return this.runners.map((runner) => runner.state());
  }
}
