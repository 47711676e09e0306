import { join } from 'node:path';
import { placeOf, type Ground } from '../ground.js';
import { install } from '../machine/debian.js';
import type { Machine } from '../machine/machine.js';
import type { Place, Recipe } from '../recipe.js';
import { readRecord, writeRecord } from '../record.js';
import type { RunningServer } from '../server.js';
import { keptGroup, pidFileOf } from './kept-group.js';
import { LocalServer, type LocalPlan } from './local-server.js';

/** Between finding a port free and taking it another program may come first: then once more, on other ports. */
const MOST_STARTS = 2;

/** Starts the servers as processes of this machine, installing first, and once for all, what is lacking. */
export async function startOnMachine(recipes: readonly Recipe[], ground: Ground, machine: Machine): Promise<readonly RunningServer[]> {
  const needs = await Promise.all(recipes.map((recipe) => recipe.needs(machine)));
  await install(needs.flat(), machine);
  const starts = await Promise.allSettled(recipes.map((recipe) => startOne(recipe, ground, machine)));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
}

async function startOne(recipe: Recipe, ground: Ground, machine: Machine): Promise<RunningServer> {
  const { name } = recipe;
  const program = await recipe.program(machine);
  const planOn = (place: Place): LocalPlan => ({ recipe, program, place, pidFile: pidFileOf(ground.folder, name), machine, isKept: ground.data.kind === 'kept' });
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
