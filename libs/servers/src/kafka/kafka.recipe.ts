import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../secured/credentials.js';
import { run } from '../machine/command.js';
import type { Machine } from '../machine/machine.js';
import type { Container, Place, Ports, Program, Recipe } from '../recipe.js';
import { HEAP, JAVA, kafkaNeeds, kafkaProgram } from './kafka.program.js';
import { probeKafka } from './kafka.probe.js';
import { asEnvironment, asProperties, brokerSettings } from './kafka.properties.js';

const FORMAT_MS = 60_000;

/** Writes the settings anew at each start (the ports may differ) and formats the data folder once. */
async function prepare(program: Program, place: Place, machine: Machine, credentials?: Credentials): Promise<void> {
  const data = join(place.folder, 'data');
  const settings = join(place.folder, 'server.properties');
  await mkdir(data, { recursive: true });
  await writeFile(settings, asProperties(brokerSettings({ ...place, host: '127.0.0.1', dataFolder: data }, credentials)));
  if (existsSync(join(data, 'meta.properties'))) return;
  // One id in 64 begins with a hyphen: only behind the equals sign is it no option of its own.
  const clusterId = randomBytes(16).toString('base64url');
  const format = [...program.leading, 'kafka.tools.StorageTool', 'format', '--ignore-formatted', `--cluster-id=${clusterId}`, '-c', settings, ...(credentials ? ['--add-scram', `SCRAM-SHA-512=[name=${credentials.user},password=${credentials.password}]`] : [])];
  const done = await run(program.file, format, machine.environment, FORMAT_MS);
  if (!done.ok) throw new Error(`Kafka's data folder could not be formatted: ${done.text.trim().slice(-800)}`);
}

function container(ports: Ports): Container {
  const settings = brokerSettings({ ...ports, host: '0.0.0.0', dataFolder: '/var/lib/kafka/data' });
  return { image: 'apache/kafka:4.1.1', command: [], environment: { ...asEnvironment(settings), KAFKA_HEAP_OPTS: HEAP.join(' '), KAFKA_JVM_PERFORMANCE_OPTS: JAVA.join(' ') } };
}

/** Kafka with one broker that is its own controller. */
export const kafkaRecipe: Recipe = {
  name: 'kafka',
  needs: kafkaNeeds,
  program: kafkaProgram,
  prepare: (program, place, machine) => prepare(program, place, machine),
  arguments: (place) => ['kafka.Kafka', join(place.folder, 'server.properties')],
  container,
  address: (port) => `127.0.0.1:${port}`,
  establish: async () => undefined,
  probe: (address) => probeKafka(address),
};

/** The same, open to who has the credentials alone, on data that are new. */
export function securedKafkaRecipe(credentials: Credentials): Recipe {
  return { ...kafkaRecipe, prepare: (program, place, machine) => prepare(program, place, machine, credentials), probe: (address) => probeKafka(address, credentials) };
}
