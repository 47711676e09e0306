import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';

/** What happens at every start or while a group settles, and mends itself: worth a line only to who looks for it. */
const ORDINARY = /coordinator is loading|not the correct coordinator|group is rebalancing|does not host this topic-partition|no leader for this topic-partition/i;

/** A client of the cluster. Nothing is connected yet. */
export function kafkaOf(settings: KafkaSettings): Kafka {
  return new Kafka({
    clientId: `gongjiang.${settings.service}`,
    brokers: [...settings.brokers],
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    // Said here in full: kafkajs has other defaults under test.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => writeLog(entry, settings.warn),
  });
}

/** A producer of ours that gives up is never used again, so the warning does not hold. */
const UNFOUNDED = /Limiting retries for the idempotent producer/;
const logger = new Logger('Kafka');

function writeLog({ level, namespace, log }: LogEntry, warn: KafkaSettings['warn']): void {
  const line = `${namespace}: ${log.message}${typeof log['error'] === 'string' ? ` (${log['error']})` : ''}`;
  if (UNFOUNDED.test(line)) return;
  if (warn) return ORDINARY.test(line) ? undefined : warn(line);
  if (ORDINARY.test(line)) logger.debug(line);
  else if (level === logLevel.ERROR) logger.error(line);
  else logger.warn(line);
}
