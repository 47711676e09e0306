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

export type BatchHandler = (events: readonly CloudEvent[], context: EventContext) => Promise<void>;

/** Events from Kafka for Nest: `app.connectMicroservice({ strategy: new KafkaStrategy({ … }) })`. */
export class KafkaStrategy extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors: boolean = true;
  private readonly registered: Subscription[] = [];
  private consumer: Consumer | undefined;

  constructor(private readonly options: KafkaStrategyOptions) {
    super();
  }

  /** Registers a bulk consumer without a decorator. */
  onBatch(name: string, contracts: readonly EventContract[], handler: BatchHandler): this {
    this.registered.push({ name, mode: 'batch', types: contracts.map(({ type }) => type), deliver: handler });
    return this;
  }

  override listen(callback: (error?: unknown) => void): void {
    this.start().then(() => callback(), callback);
  }

  /** Ends after the messages in hand; their offsets are committed. */
  override async close(): Promise<void> {
    await this.consumer?.disconnect();
  }

  override on(event: string): never {
    throw new Error(`The Kafka strategy has no event ${event}`);
  }

  override unwrap<Unwrapped>(): Unwrapped {
    return this.consumer as Unwrapped;
  }

  private async start(): Promise<void> {
    const { kafka, consumes, deadLetters, delivery } = this.options;
    const table = completeTable([...subscriptionsOf(this.messageHandlers), ...this.registered], consumes);
    const topics = topicsOf(table, kafka);
    await ensureTopics(kafka, topics);
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
