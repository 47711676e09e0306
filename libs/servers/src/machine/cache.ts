import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../config.js';

/** The user's folder for what was downloaded once. */
export function cacheFolder(environment: Environment): string {
  const base = environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache');
  return join(base, 'gongjiang');
}

/** The folder of a download that is complete, or undefined. */
export function cached(name: string, environment: Environment): string | undefined {
  const folder = join(cacheFolder(environment), name);
  return existsSync(folder) ? folder : undefined;
}

/**
 * The folder `name` of the cache, filled by `fill` where it is not there yet. Each process fills a folder of its own
 * and renames it when whole, so that two at once do no harm and a broken download is never taken for a good one.
 */
export async function fillCache(name: string, environment: Environment, fill: (folder: string) => Promise<void>): Promise<string> {
  const there = cached(name, environment);
  if (there !== undefined) return there;
  const base = cacheFolder(environment);
  await mkdir(base, { recursive: true });
  const own = await mkdtemp(join(base, `.${name}-`));
  try {
    await fill(own);
    await rename(own, join(base, name));
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    const others = cached(name, environment);
    if (others === undefined) throw error;
  }
  return join(base, name);
}
