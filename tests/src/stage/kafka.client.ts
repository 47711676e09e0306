import { Kafka, logLevel } from 'kafkajs';

/** A client as any other system has one: nothing of the platform's own messaging is in it. Under test kafkajs does not try again unless told. */
export function kafkaOn(brokers: string): Kafka {
  return new Kafka({ clientId: 'onlooker', brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { initialRetryTime: 100, retries: 10 } });
}
