import { Kafka, logLevel, type KafkaConfig, type LogEntry, type SASLOptions } from 'kafkajs';
import type { KafkaSecurity, KafkaSettings } from './kafka.settings.js';
import { withoutRepeats } from './repeat.filter.js';
import './request.queue.js';

/** What happens at every start or while a group settles, and mends itself. */
const ORDINARY = /coordinator is loading|not the correct coordinator|group is rebalancing|does not host this topic-partition|leader for th(is|at) topic-partition|Topic creation errors/i;
/** A producer of ours that gives up is never used again, so the warning does not hold. */
const UNFOUNDED = /Limiting retries for the idempotent producer/;

/** A client of the cluster. Nothing is connected yet. */
export function kafkaOf(settings: KafkaSettings): Kafka {
  return new Kafka({
    clientId: `gongjiang.${settings.service}`,
    brokers: [...settings.brokers],
    ...secured(settings.security ?? {}),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    // Said here in full: kafkajs has other defaults under test.
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, factor: 0.2, multiplier: 2, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator: () => logTo(settings.warn),
  });
}

function secured({ tls, login }: KafkaSecurity): Pick<KafkaConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls ? { ssl: { ...(tls.ca === undefined ? {} : { ca: tls.ca }), ...(tls.certificate === undefined ? {} : { cert: tls.certificate, key: tls.key }) } } : {}),
    ...(login ? { sasl: { mechanism: login.mechanism, username: login.user, password: login.password } as SASLOptions } : {}),
  };
}

function logTo(given: KafkaSettings['warn']): (entry: LogEntry) => void {
  const warn = withoutRepeats(given ?? ((line) => process.stderr.write(`${line}\n`)), () => performance.now());
  return ({ namespace, log }) => {
    const line = `${namespace}: ${log.message}${typeof log['error'] === 'string' ? ` (${log['error']})` : ''}`;
    if (!UNFOUNDED.test(line) && !ORDINARY.test(line)) warn(line);
  };
}
