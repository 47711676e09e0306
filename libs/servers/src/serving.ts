import { setTimeout as pause } from 'node:timers/promises';
import type { Recipe } from './recipe.js';

const EVERY_MS = 50;
/** Kafka's Java machine needs two seconds of two idle cores, and much longer while a build takes them. */
const SERVING_WITHIN_MS = 180_000;

/** Waits until a server that we started serves; returns its version. `stillThere` throws when it ended meanwhile. */
export async function untilServing(recipe: Recipe, address: string, stillThere: () => void): Promise<string | undefined> {
  const deadline = performance.now() + SERVING_WITHIN_MS;
  for (;;) {
    try {
      await recipe.establish(address);
      return (await recipe.probe(address)).version;
    } catch (error) {
      stillThere();
      if (performance.now() > deadline) throw new Error(`${recipe.name} does not serve: ${(error as Error).message}`, { cause: error });
    }
    await pause(EVERY_MS);
  }
}
