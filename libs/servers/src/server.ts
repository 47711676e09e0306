export const serverNames = ['mongo', 'kafka', 'redis'] as const;
export type ServerName = (typeof serverNames)[number];

/** Where a server came from, in the order in which it is looked for. */
export type Origin = 'environment' | 'docker' | 'binary' | 'registry';

/** The variable that carries each server's address, to every service and test. */
export const addressVariables = {
  mongo: 'GONGJIANG_MONGO_URL',
  kafka: 'GONGJIANG_KAFKA_BROKERS',
  redis: 'GONGJIANG_REDIS_URL',
} as const satisfies Record<ServerName, string>;

export interface RunningServer {
  readonly name: ServerName;
  /** A MongoDB URL without database, Kafka's `host:port`, a Redis URL. */
  readonly address: string;
  readonly version: string;
  readonly origin: Origin;
  /** The process (of the moment), where the server runs as one on this machine. */
  readonly pid: number | undefined;
  /** Sends a signal; for SIGKILL and SIGTERM resolves when the server is gone. Throws for a server that is not ours. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and data, ending it first where it runs. */
  restart(): Promise<void>;
  /** Ends it. Data that are kept are closed properly. Does nothing to a server that is not ours. */
  stop(): Promise<void>;
}

/** Temporary data go with the process that asked; kept data, and their servers, stay until `stop`. */
export type ServerData = { readonly kind: 'ephemeral' } | { readonly kind: 'kept'; readonly folder: string };
