import { readFileSync } from 'node:fs';
import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import type { ServerAddresses } from '@gongjiang/rehearsal';

/** A client as any other system has one: nothing of the platform's own messaging is in it. Under test kafkajs does not try again unless told. */
export function kafkaOn({ kafkaBrokers, environment = {} }: Pick<ServerAddresses, 'kafkaBrokers' | 'environment'>): Kafka {
  return new Kafka({ clientId: 'onlooker', brokers: kafkaBrokers.split(','), ...keysFrom(environment), logLevel: logLevel.NOTHING, retry: { initialRetryTime: 100, retries: 10 } });
}

function keysFrom(environment: NonNullable<ServerAddresses['environment']>): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  const [ca, cert, key] = ['CA', 'CERT', 'KEY'].map((name) => environment[`GONGJIANG_KAFKA_${name}`]).map((file) => (file === undefined ? undefined : readFileSync(file, 'utf8')));
  const { GONGJIANG_KAFKA_USER: username, GONGJIANG_KAFKA_PASSWORD: password } = environment;
  return ca === undefined || username === undefined || password === undefined ? {} : { ssl: { ca, cert, key }, sasl: { mechanism: 'scram-sha-512', username, password } };
}
