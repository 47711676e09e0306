import { setTimeout as pause } from 'node:timers/promises';
import { contractOf, type CloudEvent, type EventContract } from '@gongjiang/contracts';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Consumer } from 'kafkajs';
import { completeTable } from '../consumer/completeness.js';
import { EventDelivery, type DeliveryTerms } from '../consumer/event.delivery.js';
import type { EventContext, Subscription, SubscriptionTable } from '../consumer/subscription.js';
import type { DeadLetterStore } from '../dead-letter/dead-letter.store.js';
import { eventConsumer, runConsumer } from './kafka.consumer.js';
import { replayTopicOf, type KafkaSettings } from './kafka.settings.js';
import { ensureTopics } from './kafka.topics.js';
import { subscriptionsOf } from './nest.subscriptions.js';

export interface KafkaStrategyOptions {
  readonly kafka: KafkaSettings;
  /** Every event the service takes; the start stops where handlers and this list differ. */
  readonly consumes: readonly EventContract[];
  readonly deadLetters: DeadLetterStore;
  readonly delivery?: DeliveryTerms;
  /** What ends the process after a crash that kafkajs does not restart from; `process.exit(1)` where absent. */
  readonly exit?: (reason: Error) => void;
}

/** Between two tries to come in while no broker answers. */
const TRY_AGAIN_AFTER_MS = 2_000;

export type BatchHandler = (events: readonly CloudEvent[], context: EventContext) => Promise<void>;

/** Events from Kafka for Nest: `app.connectMicroservice({ strategy: new KafkaStrategy({ … }) })`. */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors: boolean = true;
  private readonly registered: Subscription[] = [];
  private readonly closing = new AbortController();
  private consumer: Consumer | undefined;
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
    try {
      const table = completeTable([...subscriptionsOf(this.messageHandlers), ...this.registered], this.options.consumes);
      this.coming = this.comeIn(table);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Ends after the messages in hand; their offsets are committed. */
  override async close(): Promise<void> {
    this.closing.abort();
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
    while (!this.closing.signal.aborted) {
      try {
        return await this.consume(table);
      } catch (error) {
        this.logger.error(`No events are taken yet: ${error instanceof Error ? error.message : String(error)}`);
        await this.consumer?.disconnect().catch(() => undefined); // What never came in has nothing to leave.
        await pause(TRY_AGAIN_AFTER_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }

  private async consume(table: SubscriptionTable): Promise<void> {
    const { kafka, deadLetters, delivery } = this.options;
    const topics = topicsOf(table, kafka);
    await ensureTopics(kafka, topics);
    if (this.closing.signal.aborted) return;
    this.consumer = eventConsumer(kafka);
    this.consumer.on(this.consumer.events.CRASH, ({ payload }) => this.onCrash(payload.error, payload.restart));
    await runConsumer(this.consumer, { settings: kafka, topics, table, delivery: new EventDelivery(deadLetters, delivery) });
  }

  /** kafkajs comes back from an outage by itself; what it does not come back from, a new process does. */
  private onCrash(reason: Error, isRestarting: boolean): void {
    this.logger.error(`The consumer crashed: ${reason.message}${isRestarting ? '; it starts again' : ''}`);
    if (isRestarting) return;
    (this.options.exit ?? (() => process.exit(1)))(reason);
  }
}

function topicsOf(table: SubscriptionTable, kafka: KafkaSettings): string[] {
  const topics = table.types().flatMap((type) => contractOf(type)?.topic ?? []);
  return [...new Set([...topics, replayTopicOf(kafka.service)])];
}
