import type { Recipe } from '../recipe.js';
import { withAdmin } from './mongo.probe.js';
import { localArguments, mongoRecipe } from './mongo.recipe.js';

/** Three of them on one machine, for small data: the least that the engine takes. */
const CACHE_GB = 0.25;

/** One member of several: by itself it takes no writes, and faults can be put into it. */
export const memberRecipe: Recipe = {
  ...mongoRecipe,
  arguments: (place) => [...localArguments(place, CACHE_GB), '--oplogSize', '256', '--setParameter', 'enableTestCommands=1'],
  address: (port) => `mongodb://127.0.0.1:${port}/?directConnection=true`,
  establish: async () => undefined,
  probe: (address) => withAdmin(address, async (admin) => {
    const { version } = await admin.command({ buildInfo: 1 });
    return { version: String(version) };
  }),
};
