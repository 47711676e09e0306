import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillCache, MachineLacks, run } from '@gongjiang/servers';
import type { Known } from './known.js';
import { machineEnvironment } from './config.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const CACHED = 'schemathesis-4.32.0';
const DOWNLOAD_MS = 5 * 60_000;
/** A run takes half a minute on a machine that does nothing else, and many times that beside other tests. */
const RUN_MS = 10 * 60_000;
/** It writes down where it stands what it found: that is the folder of this run. */
const IN_FOLDER = 'import os, sys; os.chdir(sys.argv.pop(1)); from schemathesis.cli import schemathesis; schemathesis()';
const REPORTED = /(\d+) generated, (\d+) (?:passed|found)/;

/** What came of one run. */
export interface Finding {
  readonly ok: boolean;
  /** Requests that were made up and sent. */
  readonly cases: number;
  /** How many operations were tried. */
  readonly operations: number;
  readonly text: string;
}

/** Has schemathesis (Python, from its package registry, once) try an API by its own document. Throws where it cannot be had: a gate that skips is none. */
export async function schemathesis(document: string, known: Known, args: readonly string[] = []): Promise<Finding> {
  const program = await brought();
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-conformance-'));
  try {
    await writeFile(join(folder, 'known.json'), JSON.stringify(known));
    const environment = { ...machineEnvironment(), CONFORMANCE: join(folder, 'known.json'), SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: `${program}:${HERE}`, PYTHONDONTWRITEBYTECODE: '1', NO_COLOR: '1' };
    const { ok, text } = await run('python3', ['-c', IN_FOLDER, folder, '--config-file', join(HERE, 'schemathesis.toml'), 'run', document, ...args], environment, RUN_MS);
    return { ok, cases: Number(REPORTED.exec(text)?.[1] ?? 0), operations: Number(/Tested: (\d+)/.exec(text)?.[1] ?? 0), text };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function brought(): Promise<string> {
  return fillCache(`${CACHED}-${await version()}`, machineEnvironment(), async (folder) => {
    const done = await run('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:', '--target', folder, '--constraint', join(HERE, 'requirements.txt'), ...(await wanted())], machineEnvironment(), DOWNLOAD_MS);
    if (!done.ok) throw new MachineLacks(`schemathesis could not be brought from the Python package registry: ${done.text.trim().slice(-400)}`);
  });
}

/** What was brought for one Python is of no use to another. */
async function version(): Promise<string> {
  const { ok, text } = await run('python3', ['-c', 'import sys; print(f"py{sys.version_info[0]}{sys.version_info[1]}")'], machineEnvironment(), 30_000);
  if (!ok) throw new MachineLacks('The API is tried by schemathesis, which needs python3 (3.10 or later) with pip: apt-get install python3-pip');
  return text.trim();
}

/** schemathesis alone: what it needs itself comes by the versions of the same file. */
async function wanted(): Promise<readonly string[]> {
  const lines = (await readFile(join(HERE, 'requirements.txt'), 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith('schemathesis=='));
}
