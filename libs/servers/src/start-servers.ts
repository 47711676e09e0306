import { givenAddresses, machineEnvironment, type Addresses } from './config.js';
import { dockerAnswers } from './docker/engine.js';
import { startInDocker } from './docker/start-in-docker.js';
import { givenServer } from './given-server.js';
import { openGround, type Ground } from './ground.js';
import { securedKafkaRecipe } from './kafka/kafka.recipe.js';
import { startOnMachine } from './local/start-on-machine.js';
import { credentialsEnvironment, makeCredentials, type Credentials } from './secured/credentials.js';
import type { Machine } from './machine/machine.js';
import { startMembers, type ReplicaSet } from './mongo/mongo.members.js';
import { securedMongoRecipe } from './mongo/mongo.recipe.js';
import type { Recipe } from './recipe.js';
import { securedRedisRecipe } from './redis/redis.recipe.js';
import { recipes } from './recipes.js';
import { addressVariables, serverNames, type RunningServer, type ServerData, type ServerName } from './server.js';

export interface ServersOptions {
  readonly data: ServerData;
  /** Servers that are there already; from the environment unless told. `{}` starts all three. */
  readonly given?: Addresses;
  /** How many members MongoDB's replica set has; one unless told. Several are processes of this machine, on temporary data. */
  readonly mongo?: { readonly members: number };
  /** Whether the servers encrypt, and let in only whom they know. Secured ones are processes of this machine, on temporary data. */
  readonly isSecured?: boolean;
  /** Hears what takes long, one sentence at a time. */
  readonly report?: (sentence: string) => void;
}

export interface RunningServers {
  readonly mongoUrl: string;
  readonly kafkaBrokers: string;
  readonly redisUrl: string;
  readonly servers: Readonly<Record<ServerName, RunningServer>>;
  /** The members, where there are several. */
  readonly replicaSet: ReplicaSet | undefined;
  /** What secured servers ask for; undefined where all are open. */
  readonly credentials: Credentials | undefined;
  /** The three addresses under the names that services read, and what they need besides. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends what was started here; temporary data are removed, kept data closed. */
  stop(): Promise<void>;
}

/**
 * Finds or starts MongoDB, Kafka and Redis: an address in the environment, else Docker, else a program on this
 * machine, else the package registries. Throws `MachineLacks` with the command that mends it.
 */
export async function startServers(options: ServersOptions): Promise<RunningServers> {
  const environment = machineEnvironment();
  const machine: Machine = { environment, report: options.report ?? (() => undefined) };
  const given = options.given ?? givenAddresses(environment);
  const ground = openGround(options.data);
  try {
    const fromEnvironment = serverNames.flatMap((name) => (given[name] === undefined ? [] : [givenServer(recipes[name], given[name])]));
    const several = options.mongo !== undefined && options.mongo.members > 1 && given.mongo === undefined;
    if ((several || options.isSecured) && options.data.kind === 'kept') throw new Error('A replica set of several members and secured servers are for temporary data: they are there to be tried');
    if (several && options.isSecured) throw new Error('A replica set of several members is open to all: it is tried for what it survives, not for whom it lets in');
    const credentials = options.isSecured ? await makeCredentials(ground.folder) : undefined;
    const toSecure = credentials ? securedRecipes(credentials).filter(({ name }) => given[name] === undefined) : [];
    const missing = serverNames.filter((name) => given[name] === undefined && !(several && name === 'mongo') && !toSecure.some((recipe) => recipe.name === name));
    const [started, secured, members] = await Promise.all([
      startMissing(missing, ground, machine),
      startOnMachine(toSecure, ground, machine),
      several ? startMembers(options.mongo.members, ground, machine) : undefined,
    ]);
    const all = [...(await Promise.all(fromEnvironment)), ...started, ...secured, ...(members ? [members.server] : [])];
    const { environment: addresses, ...servers } = together(all, ground);
    const toBeLetIn = credentials ? toSecure.map(({ name }) => credentialsEnvironment(credentials)[name]) : [];
    return { ...servers, replicaSet: members?.set, credentials, environment: Object.assign({ ...addresses }, ...toBeLetIn) as RunningServers['environment'] };
  } catch (error) {
    await ground.release();
    throw error;
  }
}

function securedRecipes(credentials: Credentials): readonly Recipe[] {
  return [securedKafkaRecipe(credentials), securedMongoRecipe(credentials), securedRedisRecipe(credentials)];
}

async function startMissing(names: readonly ServerName[], ground: Ground, machine: Machine): Promise<readonly RunningServer[]> {
  if (names.length === 0) return [];
  return (await dockerAnswers(machine.environment)) ? startInDocker(names, ground, machine) : startOnMachine(names.map((name) => recipes[name]), ground, machine);
}

function together(running: readonly RunningServer[], ground: Ground): Omit<RunningServers, 'replicaSet' | 'credentials'> {
  const servers = Object.fromEntries(running.map((server) => [server.name, server])) as Record<ServerName, RunningServer>;
  return {
    mongoUrl: servers.mongo.address,
    kafkaBrokers: servers.kafka.address,
    redisUrl: servers.redis.address,
    servers,
    environment: Object.fromEntries(running.map((server) => [addressVariables[server.name], server.address])),
    stop: async () => {
      await Promise.all(running.map((server) => server.stop()));
      await ground.release();
    },
  };
}
