import { setTimeout as pause } from 'node:timers/promises';
import { waitAfter } from '../growing-wait.js';
import type { EventPublisher } from '../outgoing-event.js';
import type { Lease } from './lease.js';
import type { LanePiece, RelayLane } from './relay.lane.js';

/** How one lane is getting on. */
export interface LaneState {
  readonly name: string;
  readonly published: number;
  readonly isHolder: boolean;
  /** Null while it works. */
  readonly failure: { readonly since: Date; readonly message: string } | null;
}

export interface LaneParts {
  readonly lane: RelayLane;
  readonly lease: Lease;
  readonly publisher: EventPublisher;
  onFailure(error: unknown): void;
}

/** An idle relay looks this often: the longest that an event waits for nothing. */
export const IDLE_MS = 200;
/** While another process holds the lease. */
const STANDBY_MS = 1_000;
/** Between tries while Kafka or the database is away. */
const AWAY = { firstMs: 250, mostMs: 5_000 };

/** Carries one lane until it is stopped; a failure is tried again for ever, and is visible meanwhile. */
export class LaneRunner {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private published = 0;
  private failure: LaneState['failure'] = null;
  private failures = 0;
  /** The next page, read while the last one went out. */
  private ahead: Promise<readonly LanePiece[]> | undefined;

  constructor(private readonly parts: LaneParts) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the piece in hand, and gives up the lease. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.parts.lease.release().catch(() => undefined); // It runs out by itself.
  }

  state(): LaneState {
    return { name: this.parts.lane.name, published: this.published, isHolder: this.parts.lease.isHeld(), failure: this.failure };
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const waitMs = await this.step().then((ms) => this.recovered(ms), (error: unknown) => this.failed(error));
      if (waitMs > 0) await pause(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** Carries one page. Returns how long to wait before the next. */
  private async step(): Promise<number> {
    const { lane, lease, publisher } = this.parts;
    // Where the lease ran out in between, another may have carried it.
    const ahead = lease.isHeld() ? this.ahead : undefined;
    this.ahead = undefined;
    if (!(await lease.hold())) return STANDBY_MS;
    const pieces = await (ahead ?? lane.take());
    if (pieces.length === 0) return IDLE_MS;
    if (!lease.isHeld()) return 0; // The read took too long; a successor may be at work.
    const events = pieces.flatMap((piece) => piece.events);
    const keys = pieces.map((piece) => piece.key);
    const next = lane.takeAfter?.(keys);
    // Both come to their end before anything else: a lane is never read twice at once, for to read is to write files as well.
    const [out] = await Promise.allSettled([publisher.publish(events).then(() => lane.done(keys)), next]);
    if (out.status === 'rejected') throw out.reason;
    this.ahead = next;
    this.published += events.length;
    return 0;
  }

  private recovered(waitMs: number): number {
    this.failure = null;
    this.failures = 0;
    return waitMs;
  }

  private failed(error: unknown): number {
    this.failure = { since: this.failure?.since ?? new Date(), message: error instanceof Error ? error.message : String(error) };
    if (this.failures === 0) this.parts.onFailure(error);
    this.failures += 1;
    return waitAfter(this.failures, AWAY);
  }
}
