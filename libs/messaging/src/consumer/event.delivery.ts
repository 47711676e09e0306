import { setTimeout as pause } from 'node:timers/promises';
import { deadLetterOf } from '../dead-letter/dead-letter.of.js';
import type { DeadLetterStore } from '../dead-letter/dead-letter.store.js';
import type { ReceivedEvent } from './event.intake.js';
import type { Run } from './run.js';
import { PoisonEvent, type Subscription } from './subscription.js';
import { withinTime } from './time-limit.js';

export interface DeliveryTerms {
  /** How often an event is tried before it is a dead letter: 5 where absent. */
  readonly tries?: number;
  /** Before the second try, doubled for each further one: 100 ms where absent. */
  readonly backoffMs?: number;
  /** The longest that a handler may take: 60 s where absent. One that hangs would block its partition for ever. */
  readonly timeoutMs?: number;
}

/** Tells the group that this consumer is alive; throws where it has lost the partition. */
export type Heartbeat = () => Promise<void>;

const HEARTBEAT_EVERY_MS = 2_000;

/** Gives runs to their handlers; what cannot be taken becomes a dead letter, and its neighbours go on. */
export class EventDelivery {
  private readonly terms: Required<DeliveryTerms>;

  constructor(private readonly deadLetters: DeadLetterStore, terms: DeliveryTerms = {}) {
    this.terms = { tries: 5, backoffMs: 100, timeoutMs: 60_000, ...terms };
  }

  /** Returns when every message of the run is taken or buried. Throws only where a dead letter could not be kept, or the partition is lost. */
  async deliver(run: Run, heartbeat: Heartbeat): Promise<void> {
    if (run.kind === 'skipped') return;
    if (run.kind === 'poison') return this.bury(run, run.fault, 1);
    const batch = { subscription: run.subscription, heartbeat };
    await this.deliverOrSplit(batch, run.received, this.terms.tries);
  }

  /** A batch that fails is halved until the poison is alone; handlers are safe to run twice. */
  private async deliverOrSplit(batch: Batch, received: readonly ReceivedEvent[], tries: number): Promise<void> {
    const failure = await this.tryTimes(batch, received, tries);
    if (failure === undefined) return this.settleReplays(received);
    const [first] = received;
    if (received.length === 1 && first) return this.bury(first, faultOf(failure), failure instanceof PoisonEvent ? 1 : tries);
    const middle = Math.ceil(received.length / 2);
    for (const half of [received.slice(0, middle), received.slice(middle)]) {
      await this.deliverOrSplit(batch, half, half.length === 1 ? this.terms.tries : 1);
    }
  }

  /** The last failure, or undefined when it went well. */
  private async tryTimes(batch: Batch, received: readonly ReceivedEvent[], tries: number): Promise<unknown> {
    let failure: unknown;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      if (attempt > 1) await pause(this.terms.backoffMs * 2 ** (attempt - 2));
      await batch.heartbeat();
      const outcome = await this.tryOnce(batch, received, attempt);
      if (outcome.ok) return undefined;
      failure = outcome.failure;
      if (failure instanceof PoisonEvent) return failure;
    }
    return failure;
  }

  private async tryOnce({ subscription, heartbeat }: Batch, received: readonly ReceivedEvent[], attempt: number): Promise<{ ok: true } | { ok: false; failure: unknown }> {
    const place = received[0]?.message.place;
    if (!place) return { ok: true };
    // A lost partition is noticed by the next heartbeat that is awaited.
    const beat = setInterval(() => void heartbeat().catch(() => undefined), HEARTBEAT_EVERY_MS);
    try {
      await withinTime(this.terms.timeoutMs, subscription.deliver(received.map(({ event }) => event), { place, attempt }));
      return { ok: true };
    } catch (failure) {
      return { ok: false, failure: failure ?? new Error('The handler failed without an error') };
    } finally {
      clearInterval(beat);
    }
  }

  private async bury(item: Pick<ReceivedEvent, 'message'> & { readonly event: ReceivedEvent['event'] | null }, fault: { code: string; message: string }, attempts: number): Promise<void> {
    await this.deadLetters.keep(deadLetterOf(item, { ...fault, attempts, at: new Date() }));
  }

  private async settleReplays(received: readonly ReceivedEvent[]): Promise<void> {
    for (const { message } of received) {
      if (message.letterId !== null) await this.deadLetters.markResolved(message.letterId, new Date());
    }
  }
}

interface Batch {
  readonly subscription: Subscription;
  readonly heartbeat: Heartbeat;
}

function faultOf(failure: unknown): { code: string; message: string } {
  if (failure instanceof PoisonEvent) return { code: failure.code, message: failure.message };
  if (failure instanceof Error) return { code: 'event.handler-failed', message: `${failure.name}: ${failure.message}` };
  return { code: 'event.handler-failed', message: JSON.stringify(failure) };
}
