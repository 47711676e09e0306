import { givenAddresses, machineEnvironment, type Addresses } from './config.js';
import { dockerAnswers } from './docker/engine.js';
import { startInDocker } from './docker/start-in-docker.js';
import { givenServer } from './given-server.js';
import { openGround, type Ground } from './ground.js';
import { lockedKafkaRecipe } from './kafka/kafka.recipe.js';
import { startOnMachine } from './local/start-on-machine.js';
import { locksEnvironment, makeLocks, type Locks } from './lock/locks.js';
import type { Machine } from './machine/machine.js';
import { startMembers, type ReplicaSet } from './mongo/mongo.members.js';
import { lockedMongoRecipe } from './mongo/mongo.recipe.js';
import type { Recipe } from './recipe.js';
import { recipes } from './recipes.js';
import { addressVariables, serverNames, type RunningServer, type ServerData, type ServerName } from './server.js';

export interface ServersOptions {
  readonly data: ServerData;
  /** Servers that are there already; from the environment unless told. `{}` starts all three. */
  readonly given?: Addresses;
  /** How many members MongoDB's replica set has; one unless told. Several are processes of this machine, on temporary data. */
  readonly mongo?: { readonly members: number };
  /** Whether MongoDB and Kafka let in only whom they know. Locked ones are processes of this machine, on temporary data. */
  readonly isLocked?: boolean;
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
  /** What locked servers ask for; undefined where all are open. */
  readonly locks: Locks | undefined;
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
    const locks = options.isLocked ? await makeLocks(ground.folder) : undefined;
    if ((several || locks) && options.data.kind === 'kept') throw new Error('A replica set of several members and locked servers are for temporary data: they are there to be tried');
    const locked = locks ? lockedRecipes(locks).filter(({ name }) => given[name] === undefined && !(several && name === 'mongo')) : [];
    const missing = serverNames.filter((name) => given[name] === undefined && !(several && name === 'mongo') && !locked.some((recipe) => recipe.name === name));
    const [started, behindLocks, members] = await Promise.all([
      startMissing(missing, ground, machine),
      startOnMachine(locked, ground, machine),
      several ? startMembers(options.mongo.members, ground, machine) : undefined,
    ]);
    const all = [...(await Promise.all(fromEnvironment)), ...started, ...behindLocks, ...(members ? [members.server] : [])];
    const { environment: addresses, ...servers } = together(all, ground);
    return { ...servers, replicaSet: members?.set, locks, environment: { ...addresses, ...(locks ? locksEnvironment(locks) : {}) } };
  } catch (error) {
    await ground.release();
    throw error;
  }
}

function lockedRecipes(locks: Locks): readonly Recipe[] {
  return [lockedKafkaRecipe(locks), lockedMongoRecipe(locks)];
}

async function startMissing(names: readonly ServerName[], ground: Ground, machine: Machine): Promise<readonly RunningServer[]> {
  if (names.length === 0) return [];
  return (await dockerAnswers(machine.environment)) ? startInDocker(names, ground, machine) : startOnMachine(names.map((name) => recipes[name]), ground, machine);
}

function together(running: readonly RunningServer[], ground: Ground): Omit<RunningServers, 'replicaSet' | 'locks'> {
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
