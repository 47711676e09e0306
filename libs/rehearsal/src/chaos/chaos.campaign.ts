import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { repositoryRoot, run as ran, type RunningServers } from '@gongjiang/servers';
import { runCity } from './chaos.city.js';
import type { RealPlan } from './chaos.plan.js';
import { ChaosPlatform } from './chaos.platform.js';
import { runReal, type RealResult } from './chaos.run.js';

export { deathsInChunksOf, realPlanOf, restlessOf, singleDeathOf, type RealPlan } from './chaos.plan.js';
export type { RealResult } from './chaos.run.js';

/** Runs that share a platform: then it is made anew, so that none becomes slow with what lies there and the looks at every run's city. */
const RUNS_A_PLATFORM = 8;
const LINES_A_CHUNK = 10;
const PLACES = 'apps/subsidy/dist/chaos/real/places.process.js';

/** Runs plans one after another and tells of each. */
export async function runPlans(servers: RunningServers, plans: readonly RealPlan[], tell: (result: RealResult) => void, linesAChunk = LINES_A_CHUNK): Promise<void> {
  for (let from = 0; from < plans.length; from += RUNS_A_PLATFORM) {
    const own = plans.slice(from, from + RUNS_A_PLATFORM);
    const cities = own.map((_, at) => runCity(from + at));
    const platform = await ChaosPlatform.open({ servers, namespace: `chaos_${randomUUID().slice(0, 8)}`, cities, linesAChunk });
    try {
      for (const [at, plan] of own.entries()) tell(await runReal(platform, cities[at] ?? runCity(0), plan));
    } finally {
      await platform.stop();
    }
  }
}

/** Every place at which a process may die, as the service reads it off its state machines. */
export async function placesOfService(): Promise<readonly string[]> {
  const { ok, text } = await ran(process.execPath, [join(repositoryRoot, PLACES)], {}, 30_000);
  if (!ok) throw new Error(`The service did not say its places: ${text}`);
  return JSON.parse(text) as readonly string[];
}
