/** How connections to the brokers are made safe; open ones where empty. Texts are PEM. */
export interface KafkaSecurity {
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly key?: string };
  readonly login?: { readonly mechanism: 'scram-sha-512' | 'scram-sha-256' | 'plain'; readonly user: string; readonly password: string };
}

/** How a service reaches Kafka. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly security?: KafkaSecurity;
  /** The service's name: its client id, its consumer group and the owner of its dead letters. */
  readonly service: string;
  /** Put before every topic and group, so that tests and installations share a cluster: `t-1.` */
  readonly topicPrefix?: string;
  /** Of topics created now: 6 where absent, the most consumers of one group that work at once. */
  readonly partitions?: number;
  /** 1 where absent (one broker); 3 in production, with two that must have each event. */
  readonly replicationFactor?: number;
  /** A consumer that was killed is missed after this: 15 s where absent, its partitions wait meanwhile. */
  readonly sessionTimeoutMs?: number;
  /** Where the client's warnings go: a service's log. To standard error where absent. */
  readonly warn?: (line: string) => void;
}

export const DEFAULT_PARTITIONS = 6;
export const DEFAULT_SESSION_TIMEOUT_MS = 15_000;

export function topicNameOf(settings: KafkaSettings, topic: string): string {
  return `${settings.topicPrefix ?? ''}${topic}`;
}

export function groupIdOf(settings: KafkaSettings): string {
  return `${settings.topicPrefix ?? ''}gongjiang.${settings.service}`;
}

/** The topic on which a service alone gets mended messages back. */
export function replayTopicOf(service: string): string {
  return `gongjiang.${service}.replay`;
}
