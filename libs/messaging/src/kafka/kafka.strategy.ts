import { setTimeout as pause } from 'node:timers/promises';
import { contractOf, type CloudEvent, type EventContract } from '@gongjiang/contracts';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Consumer } from 'kafkajs';
import { completeTable } from '../consumer/completeness.js';
import { EventDelivery, type DeliveryTerms } from '../consumer/event.delivery.js';
import type { EventContext, Subscription, SubscriptionTable } from '../consumer/subscription.js';
import type { DeadLetterStore } from '../dead-letter/dead-letter.store.js';
import { waitAfter } from '../growing-wait.js';
import { eventConsumer, runConsumer } from './kafka.consumer.js';
import { replayTopicOf, type KafkaSettings } from './kafka.settings.js';
import { ensureTopics } from './kafka.topics.js';
import { subscriptionsOf } from './nest.subscriptions.js';
import { unlessAborted } from './unless-aborted.js';

export interface KafkaStrategyOptions {
  readonly kafka: KafkaSettings;
  /** Every event the service takes; the start stops where handlers and this list differ. */
  readonly consumes: readonly EventContract[];
  readonly deadLetters: DeadLetterStore;
  readonly delivery?: DeliveryTerms;
  /** What ends the process after a crash that kafkajs does not restart from; `process.exit(1)` where absent. */
  readonly exit?: (reason: Error) => void;
}

/** Before the second try to come in, doubled for each further one: a password that is wrong is not tried all day at this pace. */
const REFUSED = { firstMs: 2_000, mostMs: 30_000 };
/** Whoever is closed while the group takes it in waits so long for that: a member that left without a word holds up the others for 15 s. */
const COMING_IN_MS = 5_000;

export type BatchHandler = (events: readonly CloudEvent[], context: EventContext) => Promise<void>;

/** Events from Kafka for Nest: `app.connectMicroservice({ strategy: new KafkaStrategy({ … }) })`. */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors: boolean = true;
  private readonly registered: Subscription[] = [];
  private readonly closing = new AbortController();
  private consumer: Consumer | undefined;
  private isIn = false;
  private coming: Promise<void> = Promise.resolve();

  constructor(private readonly options: KafkaStrategyOptions) {
    super();
  }

  /** Registers a bulk consumer without a decorator. */
  onBatch(name: string, contracts: readonly EventContract[], handler: BatchHandler): this {
    this.registered.push({ name, mode: 'batch', types: contracts.map(({ type }) => type), deliver: handler });
    return this;
  }

  /**
   * Calls back as soon as the subscriptions are known to be complete. A group that has lost a member takes nobody in until
   * it misses the dead one (15 s), and a broker may be away: whoever is called over HTTP does not wait for either.
   */
  override listen(callback: (error?: unknown) => void): void {
    let table: SubscriptionTable;
    try {
      table = completeTable([...subscriptionsOf(this.messageHandlers), ...this.registered], this.options.consumes);
    } catch (error) {
      callback(error);
      return;
    }
    this.coming = this.comeIn(table);
    callback();
  }

  /** For the service's metrics: one that answers over HTTP may still be waiting for its place in the group. */
  readings(): Readonly<Record<string, { readonly help: string; readonly read: () => Promise<number> }>> {
    return { gongjiang_takes_events: { help: '1 while this process has its place among those that take events, 0 while it waits for one', read: () => Promise.resolve(Number(this.isIn)) } };
  }

  /** Ends after the messages in hand; their offsets are committed. */
  override async close(): Promise<void> {
    this.closing.abort();
    await Promise.race([this.coming, pause(COMING_IN_MS, undefined, { ref: false })]);
    await this.consumer?.disconnect();
    await this.coming;
  }

  override on(event: string): never {
    throw new Error(`The Kafka strategy has no event ${event}`);
  }

  override unwrap<Unwrapped>(): Unwrapped {
    return this.consumer as Unwrapped;
  }

  private async comeIn(table: SubscriptionTable): Promise<void> {
    for (let failures = 1; !this.closing.signal.aborted; failures += 1) {
      try {
        return await this.consume(table);
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.logger.error(`No events are taken yet: ${error instanceof Error ? error.message : String(error)}`);
        await this.consumer?.disconnect().catch(() => undefined); // What never came in has nothing to leave.
        await pause(waitAfter(failures, REFUSED), undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private async consume(table: SubscriptionTable): Promise<void> {
    const { kafka, deadLetters, delivery } = this.options;
    const topics = topicsOf(table, kafka);
    // Whoever is closed waits for no broker: what is still asked of one ends by itself.
    await unlessAborted(ensureTopics(kafka, topics), this.closing.signal);
    if (this.closing.signal.aborted) return;
    const consumer = eventConsumer(kafka, () => !this.closing.signal.aborted);
    this.consumer = consumer;
    consumer.on(consumer.events.GROUP_JOIN, () => { this.isIn = true; });
    consumer.on(consumer.events.STOP, () => { this.isIn = false; });
    consumer.on(consumer.events.CRASH, ({ payload }) => this.onCrash(payload.error, payload.restart));
    await runConsumer(consumer, { settings: kafka, topics, table, delivery: new EventDelivery(deadLetters, delivery) });
  }

  /** kafkajs comes back from an outage by itself; what it does not come back from, a new process does. */
  private onCrash(reason: Error, isRestarting: boolean): void {
    this.isIn = false;
    if (this.closing.signal.aborted) return;
    this.logger.error(`The consumer crashed: ${reason.message}${isRestarting ? '; it starts again' : ''}`);
    if (isRestarting) return;
    (this.options.exit ?? (() => process.exit(1)))(reason);
  }
}

function topicsOf(table: SubscriptionTable, kafka: KafkaSettings): string[] {
  const topics = table.types().flatMap((type) => contractOf(type)?.topic ?? []);
  return [...new Set([...topics, replayTopicOf(kafka.service)])];
}
