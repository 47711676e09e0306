import { readFileSync, readdirSync, existsSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PackError } from './pack/pack.error.js';
import { compilePack } from './pack/pack.compile.js';
import { PackSet } from './pack/pack-set.js';
import type { PackSource } from './pack/pack.source.js';

export interface LoadOptions {
  /** Another folder of packs than the one that comes with this library: `<folder>/<pack>/<version>/*.yaml`. */
  readonly folder?: string;
}

/** Beside `src` and `dist` alike. */
export const PACKS_FOLDER = fileURLToPath(new URL('../packs', import.meta.url));

/** Reads and compiles all packs once. Throws PackError naming file, line and what is expected. */
export function loadPacks(options: LoadOptions = {}): PackSet {
  const folder = options.folder ?? PACKS_FOLDER;
  return new PackSet(versionFolders(folder).map((place) => loadVersion(place)));
}

interface VersionFolder {
  readonly path: string;
  readonly pack: string;
  readonly version: string;
}

function versionFolders(folder: string): VersionFolder[] {
  return foldersIn(folder).flatMap((pack) => foldersIn(join(folder, pack)).map((version) => ({ path: join(folder, pack, version), pack, version })));
}

function loadVersion({ path, pack, version }: VersionFolder) {
  const compiled = compilePack(readYamlFiles(path));
  if (compiled.identity.id !== pack || compiled.identity.version !== version) {
    throw compiled.draft.place.fault(`id ${pack} and version ${version}, as the folder is called, are expected`);
  }
  return compiled;
}

/** The YAML files that lie in a folder itself, in the order of their names. */
export function readYamlFiles(folder: string): PackSource[] {
  const names = entriesIn(folder).filter((entry) => entry.isFile() && entry.name.endsWith('.yaml')).map((entry) => entry.name).sort();
  return names.map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
}

function foldersIn(folder: string): string[] {
  return entriesIn(folder).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
}

function entriesIn(folder: string): Dirent[] {
  if (!existsSync(folder)) throw new PackError(folder, 1, 'a folder is expected here');
  return readdirSync(folder, { withFileTypes: true });
}
