import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isFree } from './machine/port.js';
import { guardedFolder } from './process/guarded-folder.js';
import type { Place } from './recipe.js';
import { readRecord } from './record.js';
import type { ServerData, ServerName } from './server.js';

/** The folder under which the servers of one start live. */
export interface Ground {
  readonly data: ServerData;
  readonly folder: string;
  /** Ends what still runs on temporary data and removes them; leaves kept data alone. */
  release(): Promise<void>;
}

export function openGround(data: ServerData): Ground {
  if (data.kind === 'ephemeral') {
    const guarded = guardedFolder('servers');
    return { data, folder: guarded.path, release: () => guarded.release() };
  }
  mkdirSync(data.folder, { recursive: true });
  return { data, folder: data.folder, release: () => Promise.resolve() };
}

/** The server's own folder and ports: those of last time where its data are kept and nobody took the ports. */
export async function placeOf(name: ServerName, ground: Ground): Promise<Place> {
  const folder = join(ground.folder, name);
  const last = readRecord(ground.folder, name);
  return {
    folder,
    port: await sameOrFree(last?.port),
    innerPort: await sameOrFree(last?.innerPort),
  };
}

async function sameOrFree(last: number | undefined): Promise<number> {
  return last !== undefined && (await isFree(last)) ? last : freePort();
}
