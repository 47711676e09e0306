import { setImmediate as breathe } from 'node:timers/promises';
import type { OutboxStore } from '../outbox/outbox.store.js';
import { outgoingEvent, type OutgoingEvent } from '../outgoing-event.js';
import type { DerivedEventSource } from './derived-event.source.js';

/** One queue that the relay carries in order: the outbox, or the events of one kind of bulk work. */
export interface RelayLane {
  readonly name: string;
  /** What to carry next, in order. */
  take(): Promise<readonly LanePiece[]>;
  /** What comes after these, which are on their way: read while they go out. Absent where that cannot be told before they are out. */
  takeAfter?(onTheirWay: readonly string[]): Promise<readonly LanePiece[]>;
  /** Called when all of it is safe. */
  done(keys: readonly string[]): Promise<void>;
}

export interface LanePiece {
  readonly key: string;
  readonly events: readonly OutgoingEvent[];
}

/** Events of the outbox carried at once: about one request's worth of bytes. */
export const OUTBOX_PAGE = 1_000;
/** Pieces of bulk work carried at once: a few thousand events, so that memory stays flat. */
export const DERIVED_PAGE = 4;

export function outboxLane(outbox: Pick<OutboxStore<unknown>, 'next' | 'remove'>): RelayLane {
  return {
    name: 'outbox',
    take: async () => (await outbox.next(OUTBOX_PAGE)).map((event) => ({ key: event.id, events: [event] })),
    done: (ids) => outbox.remove(ids),
  };
}

export function derivedLane(source: DerivedEventSource): RelayLane {
  const takeAfter = async (onTheirWay: readonly string[]): Promise<readonly LanePiece[]> => {
    const pieces: LanePiece[] = [];
    for (const { key, events } of await source.next(DERIVED_PAGE, onTheirWay)) {
      pieces.push({ key, events: events.map(outgoingEvent) });
      await breathe(); // The other lanes, and what is on its way to Kafka, have their turn.
    }
    return pieces;
  };
  return {
    name: source.name,
    take: () => takeAfter([]),
    takeAfter,
    done: (keys) => source.markPublished(keys),
  };
}
