import { kafkaSecurityFrom, type KafkaSettings } from '@gongjiang/messaging';
import { keptFolder, MachineLacks, serverStates, type ServerName } from '@gongjiang/servers';

/** The variables of the events commands; the addresses of the servers come from the environment or from `stack up`. */
export function topicPrefixFrom(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['GONGJIANG_KAFKA_TOPIC_PREFIX'] ?? '';
}

const MENDS: Readonly<Record<ServerName, string>> = {
  kafka: 'Kafka is not up: start everything with "npm start" or the servers with "npm run gongjiang -- stack up", or set GONGJIANG_KAFKA_BROKERS',
  mongo: 'MongoDB is not up: start everything with "npm start" or the servers with "npm run gongjiang -- stack up", or set GONGJIANG_MONGO_URL',
  redis: 'Redis is not up: start everything with "npm start" or the servers with "npm run gongjiang -- stack up", or set GONGJIANG_REDIS_URL',
};

/** How the commands reach Kafka; what its client complains of goes where complaints go, never among the events. */
export async function kafkaSettings(topicPrefix: string): Promise<KafkaSettings> {
  return { brokers: (await kafkaBrokers()).split(','), service: 'cli', topicPrefix, security: kafkaSecurityFrom(process.env), warn: (line) => { process.stderr.write(`${line}\n`); } };
}

/** Kafka's address. Whether a secured one is up is told by its client alone: the probe has no key. */
export async function kafkaBrokers(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { tls, login } = kafkaSecurityFrom(environment);
  const given = environment['GONGJIANG_KAFKA_BROKERS'];
  return given !== undefined && given !== '' && (tls ?? login) !== undefined ? given : addressOf('kafka');
}

/** The address of a server that is up. Throws with the command that mends it. */
export async function addressOf(name: ServerName): Promise<string> {
  const states = await serverStates(keptFolder);
  const address = states.find((state) => state.name === name && state.isUp)?.address;
  if (address === undefined) throw new MachineLacks(MENDS[name]);
  return address;
}
