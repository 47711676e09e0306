import type { Credentials } from '../secured/credentials.js';
import type { Ports } from '../recipe.js';

export interface BrokerGround extends Ports {
  readonly dataFolder: string;
  /** Where it listens: 127.0.0.1 on a machine, everywhere inside a container of its own. */
  readonly host: string;
}

/** All inner topics with one copy: there is one broker. */
const SINGLE_COPIES = [
  'default.replication.factor',
  'offsets.topic.replication.factor',
  'transaction.state.log.replication.factor',
  'transaction.state.log.min.isr',
  'share.coordinator.state.topic.replication.factor',
  'share.coordinator.state.topic.min.isr',
];

/**
 * One broker that is its own controller. Topics are made by who owns them, never by a slip of the pen; consumer
 * groups start without waiting for members that may come.
 */
export function brokerSettings({ host, port, innerPort, dataFolder }: BrokerGround, credentials?: Credentials): Readonly<Record<string, string>> {
  const listener = credentials ? 'SASL_SSL' : 'PLAINTEXT';
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${innerPort}`,
    'listeners': `${listener}://${host}:${port},CONTROLLER://127.0.0.1:${innerPort}`,
    'advertised.listeners': `${listener}://127.0.0.1:${port}`,
    'listener.security.protocol.map': `${listener}:${listener},CONTROLLER:PLAINTEXT`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': listener,
    'log.dirs': dataFolder,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    // A killed broker may come back only when its old session is over: 9 s by default.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    ...Object.fromEntries(SINGLE_COPIES.map((setting) => [setting, '1'])),
    ...(credentials ? secured(credentials) : {}),
  };
}

/** Its own calls come by the same listener. */
function secured({ ca, server, user, password }: Credentials): Readonly<Record<string, string>> {
  const login = (module: string, more = ''): string => `org.apache.kafka.common.security.${module} required username="${user}" password="${password}"${more};`;
  return {
    // Without the listener's own name it holds only where nobody logs in.
    'listener.name.sasl_ssl.ssl.client.auth': 'required',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': server.certificateAndKey,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': ca,
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.sasl_ssl.plain.sasl.jaas.config': login('plain.PlainLoginModule', ` user_${user}="${password}"`),
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': login('scram.ScramLoginModule'),
  };
}

export function asProperties(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
}

/** The same for the container image, which takes `log.dirs` as KAFKA_LOG_DIRS. */
export function asEnvironment(settings: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]));
}
