import { kafkaOf } from './kafka.client.js';
import { BrokerConnection, type BrokerAddress } from './broker.connection.js';
import type { KafkaSettings } from './kafka.settings.js';

/** A topic that was given more partitions is noticed after this. */
const KNOWN_FOR_MS = 300_000;

/** Where a topic's partitions are led, by their numbers. */
type Leaders = ReadonlyMap<number, number>;

/** Which broker leads which partition, and the connections to those that were needed; asked anew after each failure. */
export class ClusterMap {
  private readonly topics = new Map<string, Leaders>();
  private brokers: ReadonlyMap<number, BrokerAddress> = new Map();
  private readonly connections = new Map<number, BrokerConnection>();
  private learnedMs = 0;

  constructor(private readonly settings: KafkaSettings) {}

  /** Learns of topics that are not known yet; throws where the cluster has none of that name, or cannot be reached. */
  async learn(topics: readonly string[]): Promise<void> {
    if (performance.now() - this.learnedMs > KNOWN_FOR_MS) this.topics.clear();
    const unknown = [...new Set(topics)].filter((topic) => !this.topics.has(topic));
    if (unknown.length === 0) return;
    this.learnedMs = performance.now();
    const admin = kafkaOf(this.settings).admin();
    try {
      await admin.connect();
      const [{ brokers }, metadata] = await Promise.all([admin.describeCluster(), admin.fetchTopicMetadata({ topics: unknown })]);
      this.brokers = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, { host, port }]));
      for (const { name, partitions } of metadata.topics) this.topics.set(name, new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader])));
    } finally {
      await admin.disconnect();
    }
  }

  partitionsOf(topic: string): number {
    return this.topics.get(topic)?.size ?? 0;
  }

  leaderOf(topic: string, partition: number): number {
    return this.topics.get(topic)?.get(partition) ?? -1;
  }

  /** Any broker, for what any of them answers. */
  anyBroker(): number {
    return [...this.brokers.keys()][0] ?? -1;
  }

  async connectionTo(broker: number): Promise<BrokerConnection> {
    const known = this.connections.get(broker);
    if (known) return known;
    const address = this.brokers.get(broker);
    if (!address) throw new Error(`Kafka names no broker ${broker}: a partition has no leader`);
    const connection = await BrokerConnection.open(address, `gongjiang.${this.settings.service}`);
    this.connections.set(broker, connection);
    return connection;
  }

  /** Forgets all of it: leaders move, and brokers come back elsewhere. */
  forget(): void {
    for (const connection of this.connections.values()) connection.close();
    this.connections.clear();
    this.topics.clear();
  }
}
