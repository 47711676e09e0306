import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { KafkaSecurity, KafkaSettings } from './kafka.settings.js';

const file = z.string().min(1).optional();

/** How connections to Kafka are made safe: whatever reaches Kafka reads these, by these names. */
const securityFields = {
  /** `on` encrypts all connections, and lets none be made to a broker that has no certificate. */
  GONGJIANG_KAFKA_TLS: z.enum(['off', 'on']).default('off'),
  /** A file (PEM) of the authorities that brokers' certificates come from; where absent, those that Node knows. */
  GONGJIANG_KAFKA_CA: file,
  /** Files (PEM) of the certificate and key by which the brokers know this service. */
  GONGJIANG_KAFKA_CERT: file,
  GONGJIANG_KAFKA_KEY: file,
  GONGJIANG_KAFKA_USER: z.string().min(1).optional(),
  GONGJIANG_KAFKA_PASSWORD: z.string().min(1).optional(),
  GONGJIANG_KAFKA_LOGIN: z.enum(['scram-sha-512', 'scram-sha-256', 'plain']).default('scram-sha-512'),
};

/** What a service reads about Kafka from its environment, as part of its own schema. */
export const kafkaFields = {
  GONGJIANG_KAFKA_BROKERS: z.string().min(1).transform((text) => text.split(',')),
  GONGJIANG_KAFKA_TOPIC_PREFIX: z.string().default(''),
  /** Of topics that are made now; an existing topic stays as it is. */
  GONGJIANG_KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(200).default(6),
  /** 3 in production, with two that must have each event. */
  GONGJIANG_KAFKA_REPLICATION: z.coerce.number().int().min(1).max(5).default(1),
  ...securityFields,
};

const schema = z.object(kafkaFields);
const securitySchema = z.object(securityFields);

type KafkaConfig = z.output<typeof schema>;
type SecurityConfig = z.output<typeof securitySchema>;

/** How Kafka is reached under a service's name. Reads the files of certificates; throws with the variable that does not fit. */
export function kafkaSettingsOf(config: KafkaConfig, service: string, warn: (line: string) => void): KafkaSettings {
  return {
    brokers: config.GONGJIANG_KAFKA_BROKERS, service, topicPrefix: config.GONGJIANG_KAFKA_TOPIC_PREFIX,
    partitions: config.GONGJIANG_KAFKA_PARTITIONS, replicationFactor: config.GONGJIANG_KAFKA_REPLICATION,
    security: kafkaSecurityOf(config), warn,
  };
}

/** The same for commands that read the environment for themselves. */
export function kafkaSecurityFrom(environment: NodeJS.ProcessEnv): KafkaSecurity {
  const parsed = securitySchema.safeParse(environment);
  if (!parsed.success) throw doesNotFit(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  return kafkaSecurityOf(parsed.data);
}

function kafkaSecurityOf(config: SecurityConfig): KafkaSecurity {
  const faults = faultsOf(config);
  if (faults.length > 0) throw doesNotFit(faults);
  const { GONGJIANG_KAFKA_USER: user, GONGJIANG_KAFKA_PASSWORD: password, GONGJIANG_KAFKA_LOGIN: mechanism } = config;
  return {
    ...(config.GONGJIANG_KAFKA_TLS === 'on' ? { tls: { ...pem('ca', 'GONGJIANG_KAFKA_CA', config), ...pem('certificate', 'GONGJIANG_KAFKA_CERT', config), ...pem('key', 'GONGJIANG_KAFKA_KEY', config) } } : {}),
    ...(user !== undefined && password !== undefined ? { login: { mechanism, user, password } } : {}),
  };
}

function faultsOf(config: SecurityConfig): readonly string[] {
  const { GONGJIANG_KAFKA_TLS: tls, GONGJIANG_KAFKA_CERT: certificate, GONGJIANG_KAFKA_KEY: key, GONGJIANG_KAFKA_USER: user, GONGJIANG_KAFKA_PASSWORD: password } = config;
  const needless = (['GONGJIANG_KAFKA_CA', 'GONGJIANG_KAFKA_CERT', 'GONGJIANG_KAFKA_KEY'] as const).filter((name) => tls === 'off' && config[name] !== undefined);
  return [
    // Whoever names a certificate believes the connection to be encrypted.
    ...needless.map((name) => `${name}: is of no use while GONGJIANG_KAFKA_TLS is off`),
    ...(certificate !== undefined && key === undefined ? ['GONGJIANG_KAFKA_KEY: is missing beside GONGJIANG_KAFKA_CERT'] : []),
    ...(key !== undefined && certificate === undefined ? ['GONGJIANG_KAFKA_CERT: is missing beside GONGJIANG_KAFKA_KEY'] : []),
    ...(user !== undefined && password === undefined ? ['GONGJIANG_KAFKA_PASSWORD: is missing beside GONGJIANG_KAFKA_USER'] : []),
    ...(password !== undefined && user === undefined ? ['GONGJIANG_KAFKA_USER: is missing beside GONGJIANG_KAFKA_PASSWORD'] : []),
    ...(user !== undefined && tls === 'off' && config.GONGJIANG_KAFKA_LOGIN === 'plain' ? ['GONGJIANG_KAFKA_LOGIN: plain shows the password to the network while GONGJIANG_KAFKA_TLS is off'] : []),
  ];
}

function pem<Name extends string>(as: Name, variable: 'GONGJIANG_KAFKA_CA' | 'GONGJIANG_KAFKA_CERT' | 'GONGJIANG_KAFKA_KEY', config: SecurityConfig): Partial<Record<Name, string>> {
  const path = config[variable];
  if (path === undefined) return {};
  try {
    return { [as]: readFileSync(path, 'utf8') } as Record<Name, string>;
  } catch (cause) {
    throw new Error(`The configuration does not fit:\n${variable}: the file cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`, { cause });
  }
}

function doesNotFit(faults: readonly string[]): Error {
  return new Error(`The configuration does not fit:\n${faults.join('\n')}`);
}
