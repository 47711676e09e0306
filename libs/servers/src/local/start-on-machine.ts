import { join } from 'node:path';
import { placeOf, type Ground } from '../ground.js';
import { install } from '../machine/debian.js';
import type { Machine } from '../machine/machine.js';
import type { Place } from '../recipe.js';
import { recipes } from '../recipes.js';
import { readRecord, writeRecord } from '../record.js';
import type { RunningServer, ServerName } from '../server.js';
import { keptGroup, pidFileOf } from './kept-group.js';
import { LocalServer, type LocalPlan } from './local-server.js';

/** Between finding a port free and taking it another program may come first: then once more, on other ports. */
const MOST_STARTS = 2;

/** Starts the servers as processes of this machine, installing first, and once for all, what is lacking. */
export async function startOnMachine(names: readonly ServerName[], ground: Ground, machine: Machine): Promise<readonly RunningServer[]> {
  const needs = await Promise.all(names.map((name) => recipes[name].needs(machine)));
  await install(needs.flat(), machine);
  const starts = await Promise.allSettled(names.map((name) => startOne(name, ground, machine)));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
}

async function startOne(name: ServerName, ground: Ground, machine: Machine): Promise<RunningServer> {
  const program = await recipes[name].program(machine);
  const planOn = (place: Place): LocalPlan => ({ recipe: recipes[name], program, place, pidFile: pidFileOf(ground.folder, name), machine, isKept: ground.data.kind === 'kept' });
  if (ground.data.kind === 'ephemeral') return startOnFreePorts(async () => LocalServer.start(planOn(await placeOf(name, ground))));
  const last = readRecord(ground.folder, name);
  const running = keptGroup(ground.folder, name);
  if (last !== undefined && running !== undefined) return LocalServer.adopt(planOn({ folder: join(ground.folder, name), port: last.port, innerPort: last.innerPort }), running);
  const place = await placeOf(name, ground);
  const server = await LocalServer.start(planOn(place));
  const { address, version } = server;
  writeRecord(ground.folder, { name, origin: program.origin, address, version, port: place.port, innerPort: place.innerPort });
  return server;
}

async function startOnFreePorts(start: () => Promise<LocalServer>): Promise<LocalServer> {
  for (let n = 1; ; n += 1) {
    try {
      return await start();
    } catch (error) {
      if (n === MOST_STARTS || !/address.*in use/i.test((error as Error).message)) throw error;
    }
  }
}
