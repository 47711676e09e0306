import { readFile } from 'node:fs/promises';
import kafkajs, { type KafkaConfig } from 'kafkajs';
import type { Credentials } from '../secured/credentials.js';
import type { Answer } from '../recipe.js';

const PROBE_MS = 2_000;

/** Asks the broker for its cluster; throws while it does not answer. Kafka tells its version to nobody. */
export async function probeKafka(address: string, credentials?: Credentials): Promise<Answer> {
  const kafka = new kafkajs.Kafka({
    clientId: 'gongjiang-servers',
    brokers: address.split(','),
    connectionTimeout: PROBE_MS,
    requestTimeout: PROBE_MS,
    retry: { retries: 0 },
    ...(credentials ? await keysOf(credentials) : {}),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    if (brokers.length === 0) throw new Error('Kafka has no broker yet');
    return {};
  } finally {
    await admin.disconnect();
  }
}

async function keysOf({ ca, certificate, key, user, password }: Credentials): Promise<Pick<KafkaConfig, 'ssl' | 'sasl'>> {
  const [authority, cert, own] = await Promise.all([ca, certificate, key].map((file) => readFile(file, 'utf8')));
  return { ssl: { ca: authority, cert, key: own }, sasl: { mechanism: 'plain', username: user, password } };
}
