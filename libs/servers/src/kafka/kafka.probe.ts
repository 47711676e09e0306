import kafkajs from 'kafkajs';
import type { Answer } from '../recipe.js';
import type { BrokerLock } from './kafka.properties.js';

const PROBE_MS = 2_000;

/** Asks the broker for its cluster; throws while it does not answer. Kafka tells its version to nobody. */
export async function probeKafka(address: string, lock?: BrokerLock): Promise<Answer> {
  const kafka = new kafkajs.Kafka({
    clientId: 'gongjiang-servers',
    brokers: address.split(','),
    connectionTimeout: PROBE_MS,
    requestTimeout: PROBE_MS,
    retry: { retries: 0 },
    ...(lock ? { ssl: { ca: lock.authority, cert: lock.certificate, key: lock.key }, sasl: { mechanism: 'plain', username: lock.user, password: lock.password } } : {}),
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
