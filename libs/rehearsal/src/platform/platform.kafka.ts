import { kafkaSecurityFrom, type KafkaSettings } from '@gongjiang/messaging';
import type { Platform } from './platform.js';

/** Kafka as another service of the platform reaches it, under that service's name. */
export function kafkaFor(service: string, { options: { servers }, topicPrefix }: Pick<Platform, 'options' | 'topicPrefix'>): KafkaSettings {
  return { brokers: servers.kafkaBrokers.split(','), service, topicPrefix, security: kafkaSecurityFrom(servers.environment ?? {}) };
}
