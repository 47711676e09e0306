import type { CloudEvent } from '@gongjiang/contracts';
import type { MessagePlace } from '../dead-letter/dead-letter.js';

/** What a handler learns beside the event: where it lay, and which try this is. */
export interface EventContext {
  /** Of the event, or of the first one in a batch. */
  readonly place: MessagePlace;
  /** Counts from 1. */
  readonly attempt: number;
}

/** Who takes which events: one at a time, or many at once for bulk consumers. */
export interface Subscription {
  readonly name: string;
  readonly mode: 'each' | 'batch';
  readonly types: readonly string[];
  /** Takes the events in order; all of them again where it throws, so it is safe to run twice. */
  deliver(events: readonly CloudEvent[], context: EventContext): Promise<void>;
}

/** Thrown by a handler for an event that no further try will help: it goes to the dead letters at once. */
export class PoisonEvent extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
    this.name = 'PoisonEvent';
  }
}

/** The subscriptions of a service by event type. */
export class SubscriptionTable {
  private readonly byType: ReadonlyMap<string, Subscription>;
  private readonly names: ReadonlySet<string>;

  constructor(readonly subscriptions: readonly Subscription[]) {
    this.byType = new Map(subscriptions.flatMap((subscription) => subscription.types.map((type) => [type, subscription] as const)));
    this.names = new Set([...this.byType.keys()].map(withoutVersion));
  }

  of(type: string): Subscription | undefined {
    return this.byType.get(type);
  }

  /** True where another version of this type is subscribed. */
  knowsAnotherVersionOf(type: string): boolean {
    return !this.byType.has(type) && this.names.has(withoutVersion(type));
  }

  types(): readonly string[] {
    return [...this.byType.keys()];
  }
}

function withoutVersion(type: string): string {
  return type.replace(/\.v\d+$/, '');
}
