import { Kafka, logLevel, type LogEntry } from 'kafkajs';
import type { KafkaSettings } from './kafka.settings.js';
import { withoutRepeats } from './repeat.filter.js';

/** What happens at every start or while a group settles, and mends itself. */
const ORDINARY = /coordinator is loading|not the correct coordinator|group is rebalancing|does not host this topic-partition|leader for th(is|at) topic-partition|Topic creation errors/i;
/** A producer of ours that gives up is never used again, so the warning does not hold. */
const UNFOUNDED = /Limiting retries for the idempotent producer/;

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
    logCreator: () => logTo(settings.warn),
  });
}

function logTo(given: KafkaSettings['warn']): (entry: LogEntry) => void {
  const warn = withoutRepeats(given ?? ((line) => process.stderr.write(`${line}\n`)), () => performance.now());
  return ({ namespace, log }) => {
    const line = `${namespace}: ${log.message}${typeof log['error'] === 'string' ? ` (${log['error']})` : ''}`;
    if (!UNFOUNDED.test(line) && !ORDINARY.test(line)) warn(line);
  };
}
