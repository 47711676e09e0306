import { CLOUD_EVENT_CONTENT_TYPE } from '@gongjiang/contracts';
import { groupBy } from '@gongjiang/kernel';
import type { IHeaders, Kafka, Producer, TopicMessages } from 'kafkajs';
import type { EventPublisher, OutgoingEvent } from '../outgoing-event.js';
import { kafkaOf } from './kafka.client.js';
import { topicNameOf, type KafkaSettings } from './kafka.settings.js';
import { byKey } from './partitioner.js';
import { MAX_SLICE_BYTES, slicesOf } from './slices.js';

/** Any message for Kafka; an event is one with the headers of an event. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | Buffer;
  readonly headers: IHeaders;
}

/** What an idempotent producer does not recover from; a new one starts its sequence afresh. */
const LOST_SEQUENCE = new Set(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH', 'INVALID_PRODUCER_ID_MAPPING']);
/** A topic may be set to take less in one request than brokers do by default. */
const TOO_MUCH_AT_ONCE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);
const EVENT_HEADERS: IHeaders = { 'content-type': CLOUD_EVENT_CONTENT_TYPE };

/** Sends to Kafka: idempotent, acknowledged by all replicas, one request in flight, so that a key keeps its order. */
export class KafkaPublisher implements EventPublisher {
  private readonly kafka: Kafka;
  private producer: Promise<Producer> | undefined;
  /** Less, once a topic has refused as much: each refusal costs a connection. */
  private sliceBytes = MAX_SLICE_BYTES;

  constructor(private readonly settings: KafkaSettings) {
    this.kafka = kafkaOf(settings);
  }

  async publish(events: readonly OutgoingEvent[]): Promise<void> {
    await this.send(events.map((event) => ({ ...event, headers: EVENT_HEADERS })));
  }

  /** Sends messages in their order; throws where it is not known that all of them are safe. */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const slice of slicesOf(messages, this.sliceBytes)) await this.sendSlice(slice);
  }

  async close(): Promise<void> {
    await this.dropProducer();
  }

  private async sendSlice(slice: readonly OutgoingMessage[]): Promise<void> {
    try {
      await this.sendOnce(topicMessagesOf(this.settings, slice));
    } catch (error) {
      if (LOST_SEQUENCE.has(errorType(error))) return this.sendOnce(topicMessagesOf(this.settings, slice));
      // One message that is too large by itself stays where it is, and the relay says so.
      if (!TOO_MUCH_AT_ONCE.has(errorType(error)) || slice.length === 1) throw error;
      this.sliceBytes = Math.max(1, Math.floor(this.sliceBytes / 2));
      await this.send(slice);
    }
  }

  /** After any failure the producer goes: one that gave up in mid-sequence could refuse all that follows. */
  private async sendOnce(topicMessages: TopicMessages[]): Promise<void> {
    try {
      const producer = await this.connected();
      await producer.sendBatch({ topicMessages, acks: -1, timeout: 10_000 });
    } catch (error) {
      await this.dropProducer();
      throw error;
    }
  }

  private connected(): Promise<Producer> {
    this.producer ??= this.connect();
    return this.producer;
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: byKey,
      // Ends, so that the relay can say that Kafka is away; a producer that gave up is never used again.
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2, retries: 5 },
    });
    await producer.connect();
    return producer;
  }

  private async dropProducer(): Promise<void> {
    const dropped = this.producer;
    this.producer = undefined;
    await dropped?.then((producer) => producer.disconnect()).catch(() => undefined); // It is gone either way.
  }
}

function topicMessagesOf(settings: KafkaSettings, messages: readonly OutgoingMessage[]): TopicMessages[] {
  const byTopic = groupBy(messages, ({ topic }) => topicNameOf(settings, topic));
  return [...byTopic].map(([topic, own]) => ({ topic, messages: own.map(({ key, value, headers }) => ({ key, value, headers })) }));
}

/** The protocol's name of the error, however deep kafkajs has wrapped it. */
function errorType(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('type' in cause && typeof cause.type === 'string') return cause.type;
  }
  return '';
}
