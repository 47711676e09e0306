import { givenAddresses, machineEnvironment, type Addresses } from './config.js';
import { keptGroup } from './local/kept-group.js';
import { GRACE_MS } from './local/local-server.js';
import { endGroup } from './process/process-group.js';
import { recipes } from './recipes.js';
import { readRecord } from './record.js';
import { serverNames, type Origin, type ServerName } from './server.js';

/** What a command can say of one server without starting anything. */
export interface ServerState {
  readonly name: ServerName;
  readonly isUp: boolean;
  readonly version: string;
  /** Unknown for a server that was never started. */
  readonly origin: Origin | undefined;
  readonly address: string | undefined;
}

/** The state of each server: of the one that the environment gives, else of the one kept under the folder. */
export function serverStates(folder: string, given: Addresses = givenAddresses(machineEnvironment())): Promise<readonly ServerState[]> {
  return Promise.all(serverNames.map((name) => (given[name] === undefined ? keptState(name, folder) : stateAt(name, given[name], 'environment', 'unknown'))));
}

/** Ends the servers that are kept under the folder, closing their data, and names those that ran. */
export async function stopKeptServers(folder: string): Promise<readonly ServerName[]> {
  const ended = await Promise.all(serverNames.map(async (name) => ((await stopKept(name, folder)) ? [name] : [])));
  return ended.flat();
}

async function keptState(name: ServerName, folder: string): Promise<ServerState> {
  const record = readRecord(folder, name);
  if (record === undefined) return { name, isUp: false, version: 'unknown', origin: undefined, address: undefined };
  const { origin, address, version } = record;
  const isDown = origin !== 'docker' && keptGroup(folder, name) === undefined;
  return isDown ? { name, isUp: false, version, origin, address } : stateAt(name, address, origin, version);
}

async function stateAt(name: ServerName, address: string, origin: Origin, known: string): Promise<ServerState> {
  try {
    const { version = known } = await recipes[name].probe(address);
    return { name, isUp: true, version, origin, address };
  } catch {
    return { name, isUp: false, version: known, origin, address };
  }
}

async function stopKept(name: ServerName, folder: string): Promise<boolean> {
  const container = readRecord(folder, name)?.container;
  if (container !== undefined) return (await import('./docker/docker-server.js')).stopContainer(container);
  const group = keptGroup(folder, name);
  if (group === undefined) return false;
  await endGroup(group, GRACE_MS);
  return true;
}
