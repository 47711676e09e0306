import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { groupBy } from '@gongjiang/kernel';
import { ClusterMap } from './cluster.map.js';
import type { KafkaSettings } from './kafka.settings.js';
import { placeOf } from './partitioner.js';
import { INIT_PRODUCER_ID, PRODUCE, producedCodes, producerIdentity, producerIdRequest, produceRequest, type PartitionBatch, type ProducerIdentity } from './produce.request.js';
import { isTaken, ProduceRefusal } from './produce.refusal.js';
import { recordBatch, type BatchRecord } from './record.batch.js';
import { slicesOf } from './slices.js';

/** Within one sending, with pauses that double: then whoever sends is told that Kafka is away. */
const TRIES = 5;
const FIRST_PAUSE_MS = 100;
/** A number of a batch has 31 bits; then it begins anew. */
const SEQUENCES = 2 ** 31;

/** A message for a topic by its full name. */
export type ProducerMessage = BatchRecord & { readonly topic: string };

/**
 * An idempotent producer that is used until its first failure; one sending at a time. A batch is written once and tried
 * again as it is, so that a broker that has it already says so.
 */
export class KafkaProducer {
  private readonly cluster: ClusterMap;
  private identity: ProducerIdentity | undefined;
  private readonly sequences = new Map<string, number>();

  constructor(settings: KafkaSettings) {
    this.cluster = new ClusterMap(settings);
  }

  /** Returns when all of them are safe; throws where that is not known. */
  async send(messages: readonly ProducerMessage[]): Promise<void> {
    let requests: PartitionBatch[][] | undefined;
    for (let attempt = 1; ; attempt += 1) {
      await this.cluster.learn(messages.map(({ topic }) => topic)); // It tries by itself.
      try {
        this.identity ??= await this.identify();
        requests ??= await this.requestsFor(messages, this.identity);
        for (; requests.length > 0; requests.shift()) await this.sendBatches(requests[0] ?? []);
        return;
      } catch (error) {
        this.cluster.forget();
        if (attempt === TRIES || (error instanceof ProduceRefusal && !error.isPassing)) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  }

  close(): void {
    this.cluster.forget();
  }

  private async identify(): Promise<ProducerIdentity> {
    const connection = await this.cluster.connectionTo(this.cluster.anyBroker());
    const identity = producerIdentity(await connection.ask(INIT_PRODUCER_ID, producerIdRequest()));
    if (identity.code !== 0) throw new ProduceRefusal('any topic', identity.code);
    return identity;
  }

  /** One request, unless a partition has more than a broker takes for it at once: then its next batch is in the next. */
  private async requestsFor(messages: readonly ProducerMessage[], identity: ProducerIdentity): Promise<PartitionBatch[][]> {
    const requests: PartitionBatch[][] = [];
    for (const [topic, ofTopic] of groupBy(messages, (message) => message.topic)) {
      const partitions = this.cluster.partitionsOf(topic);
      for (const [partition, records] of groupBy(ofTopic, ({ key }) => placeOf(key) % partitions)) {
        slicesOf(records).forEach((slice, at) => { (requests[at] ??= []).push(this.batchOf(topic, partition, slice, identity)); });
        await breathe(); // An API may run in the same process.
      }
    }
    return requests;
  }

  private batchOf(topic: string, partition: number, records: readonly BatchRecord[], { producerId, producerEpoch }: ProducerIdentity): PartitionBatch {
    const firstSequence = this.take(`${topic} ${partition}`, records.length);
    return { topic, partition, batch: recordBatch(records, { producerId, producerEpoch, firstSequence, timestampMs: Date.now() }) };
  }

  private take(partition: string, count: number): number {
    const first = this.sequences.get(partition) ?? 0;
    this.sequences.set(partition, (first + count) % SEQUENCES);
    return first;
  }

  private async sendBatches(batches: readonly PartitionBatch[]): Promise<void> {
    const byBroker = groupBy(batches, ({ topic, partition }) => this.cluster.leaderOf(topic, partition));
    await Promise.all([...byBroker].map(async ([broker, own]) => {
      const connection = await this.cluster.connectionTo(broker);
      const codes = producedCodes(await connection.ask(PRODUCE, produceRequest(own)), own);
      for (const [{ topic }, code] of codes) if (!isTaken(code)) throw new ProduceRefusal(topic, code);
    }));
  }
}
