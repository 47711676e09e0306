import { CLOUD_EVENT_CONTENT_TYPE } from '@gongjiang/contracts';
import type { EventPublisher, OutgoingEvent } from '../outgoing-event.js';
import { KafkaProducer, type ProducerMessage } from './kafka.producer.js';
import { topicNameOf, type KafkaSettings } from './kafka.settings.js';
import { ProduceRefusal } from './produce.refusal.js';
import { headersOf } from './record.batch.js';
import { MAX_REQUEST_BYTES, MAX_SLICE_BYTES, slicesOf } from './slices.js';

/** Any message for Kafka; an event is one with the headers of an event. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const EVENT_HEADERS = headersOf({ 'content-type': CLOUD_EVENT_CONTENT_TYPE });

/** Sends to Kafka: idempotent, acknowledged by all replicas, one request in flight, so that a key keeps its order. */
export class KafkaPublisher implements EventPublisher {
  private producer: KafkaProducer | undefined;
  /** Less, once a topic has refused as much for a partition: then no slice is larger, wherever it falls. Each refusal costs a connection. */
  private sliceBytes = MAX_REQUEST_BYTES;
  /** Sendings wait for each other: a producer has one request in flight, and the lanes of a relay share it. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: KafkaSettings) {}

  async publish(events: readonly OutgoingEvent[]): Promise<void> {
    await this.sendAll(events.map((event) => this.ready(event, EVENT_HEADERS)));
  }

  /** Sends messages in their order; throws where it is not known that all of them are safe. */
  async send(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.sendAll(messages.map((message) => this.ready(message, headersOf(message.headers))));
  }

  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    this.producer?.close();
    this.producer = undefined;
  }

  private ready({ topic, key, value }: Omit<OutgoingMessage, 'headers'>, headers: Buffer): ProducerMessage {
    return { topic: topicNameOf(this.settings, topic), key: key === null ? null : Buffer.from(key), value: typeof value === 'string' ? Buffer.from(value) : value, headers };
  }

  private async sendAll(messages: readonly ProducerMessage[]): Promise<void> {
    for (const slice of slicesOf(messages, this.sliceBytes)) await this.inTurn(() => this.sendSlice(slice));
  }

  private inTurn(send: () => Promise<void>): Promise<void> {
    const turn = this.last.catch(() => undefined).then(send);
    this.last = turn;
    return turn;
  }

  private async sendSlice(slice: readonly ProducerMessage[]): Promise<void> {
    try {
      await this.sendOnce(slice);
    } catch (error) {
      if (error instanceof ProduceRefusal && error.isLostSequence) return this.sendOnce(slice);
      // One message that is too large by itself stays where it is, and the relay says so.
      if (!(error instanceof ProduceRefusal && error.isTooMuchAtOnce) || slice.length === 1) throw error;
      this.sliceBytes = Math.max(1, Math.floor(Math.min(this.sliceBytes, MAX_SLICE_BYTES) / 2));
      for (const part of slicesOf(slice, this.sliceBytes)) await this.sendSlice(part);
    }
  }

  /** After any failure the producer goes: one that gave up in mid-sequence could refuse all that follows. */
  private async sendOnce(slice: readonly ProducerMessage[]): Promise<void> {
    this.producer ??= new KafkaProducer(this.settings);
    try {
      await this.producer.send(slice);
    } catch (error) {
      this.producer?.close();
      this.producer = undefined;
      throw error;
    }
  }
}
