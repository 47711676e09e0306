import { existsSync, readFileSync, readdirSync, writeFileSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOverlay, withOverlay, type Overlay } from './pack/overlay.js';
import { compileDraft, type Pack } from './pack/pack.compile.js';
import { draftPack } from './pack/pack.draft.js';
import { PackError } from './pack/pack.error.js';
import { PackSet, compareVersions } from './pack/pack-set.js';
import { readSource, type PackSource } from './pack/pack.source.js';
import { RELEASED_FILE, releasedSchema, releasedText, type Released } from './pack/released.js';

export interface LoadOptions {
  /** Another folder of packs than the one that comes with this library: `<folder>/<pack>/<version>/*.yaml`. */
  readonly folder?: string;
  /** Files in which a city sets what the packs leave open; at most one for a pack version. */
  readonly overlays?: readonly string[];
}

/** Beside `src` and `dist` alike. */
export const PACKS_FOLDER = fileURLToPath(new URL('../packs', import.meta.url));

/** Reads and compiles all packs once. Throws PackError naming file, line and what is expected. */
export function loadPacks(options: LoadOptions = {}): PackSet {
  const overlays = (options.overlays ?? []).map((file) => readOverlay(readYaml(file)));
  const packs = versionFolders(options.folder ?? PACKS_FOLDER).map((folder) => loadVersion(folder, overlays));
  for (const overlay of overlays) checkMet(overlay, packs);
  return new PackSet(packs);
}

/** A version of a pack in a folder `<pack>/<version>`. */
export interface VersionFolder {
  readonly path: string;
  readonly pack: string;
  readonly version: string;
}

export function versionFolders(folder: string): VersionFolder[] {
  return namesIn(folder, 'folders').flatMap((pack) => namesIn(join(folder, pack), 'folders').map((version) => ({ path: join(folder, pack, version), pack, version })));
}

/** The files of one version as they stand, not yet read as a pack. */
export function readPackFiles(pack: string, version: string, folder = PACKS_FOLDER): PackSource[] {
  return yamlFilesIn(join(folder, pack, version));
}

/** Writes files of a pack back where they were read. */
export function writePackFiles(files: readonly PackSource[]): void {
  for (const { file, text } of files) writeFileSync(file, text);
}

/** The newest version of a pack by its folders; undefined where there is none. */
export function newestVersion(pack: string, folder = PACKS_FOLDER): string | undefined {
  return versionFolders(folder).filter((each) => each.pack === pack).map(({ version }) => version).sort(compareVersions).at(-1);
}

/** The versions that were released, with the hash of what they say, from the list that lies beside the packs. */
export function readReleased(folder = PACKS_FOLDER): Released {
  const file = join(folder, RELEASED_FILE);
  return existsSync(file) ? readSource(readYaml(file), releasedSchema).value : {};
}

export function writeReleased(released: Released, folder = PACKS_FOLDER): void {
  writeFileSync(join(folder, RELEASED_FILE), releasedText(released));
}

/** The files of tests that lie beside a pack version, under `tests`. */
export function readPackTests(pack: string, version: string, folder = PACKS_FOLDER): PackSource[] {
  const tests = join(folder, pack, version, 'tests');
  return existsSync(tests) ? yamlFilesIn(tests) : [];
}

function loadVersion({ path, pack, version }: VersionFolder, overlays: readonly Overlay[]): Pack {
  const draft = draftPack(yamlFilesIn(path));
  if (draft.head.id !== pack || draft.head.version !== version) throw draft.place.fault(`id ${pack} and version ${version}, as the folder is called, are expected`);
  const [overlay, second] = overlays.filter((each) => each.for === `${pack}@${version}`);
  if (second !== undefined) throw second.place.at('overlay').fault(`one overlay for ${pack}@${version} is expected, there are two`);
  return overlay === undefined ? compileDraft(draft, undefined) : compileDraft(withOverlay(draft, overlay), overlay.identity);
}

function checkMet(overlay: Overlay, packs: readonly Pack[]): void {
  const met = packs.some(({ identity }) => `${identity.id}@${identity.version}` === overlay.for);
  if (!met) throw overlay.place.at('overlay', 'for').fault(`a pack and version that there is are expected (${packs.map(({ identity }) => `${identity.id}@${identity.version}`).join(', ')})`);
}

function yamlFilesIn(folder: string): PackSource[] {
  return namesIn(folder, 'yaml').map((name) => readYaml(join(folder, name)));
}

function readYaml(file: string): PackSource {
  if (!existsSync(file)) throw new PackError(file, 1, 'a file is expected here');
  return { file, text: readFileSync(file, 'utf8') };
}

function namesIn(folder: string, what: 'folders' | 'yaml'): string[] {
  if (!existsSync(folder)) throw new PackError(folder, 1, 'a folder is expected here');
  const wanted = (entry: Dirent): boolean => (what === 'folders' ? entry.isDirectory() : entry.isFile() && entry.name.endsWith('.yaml'));
  return readdirSync(folder, { withFileTypes: true }).filter(wanted).map((entry) => entry.name).sort();
}
