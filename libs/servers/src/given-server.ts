import type { Recipe } from './recipe.js';
import type { RunningServer } from './server.js';

/** A server whose address the environment gives: used, never started, changed or stopped. */
export async function givenServer(recipe: Recipe, address: string): Promise<RunningServer> {
  const notOurs = (): Promise<never> => Promise.reject(new Error(`The ${recipe.name} server comes from the environment: it is not ours to end or start`));
  const { version = 'unknown' } = await recipe.probe(address).catch((error: unknown) => {
    throw new Error(`The ${recipe.name} server that the environment names does not answer: ${(error as Error).message}`, { cause: error });
  });
  return { name: recipe.name, address, version, origin: 'environment', pid: undefined, kill: notOurs, restart: notOurs, stop: () => Promise.resolve() };
}
