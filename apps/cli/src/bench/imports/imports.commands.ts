import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ROSTER_KINDS, type RosterKindName } from '@gongjiang/rehearsal';
import { startServers } from '@gongjiang/servers';
import { Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../../whole-number.js';
import { machineOf } from '../machine.reader.js';
import { measureImport } from './imports.driver.js';
import { IMPORT_FORMATS, ratiosOf, type ImportFormat, type ImportRun } from './imports.figures.js';
import { importsText } from './imports.text.js';

/** The most rows that a roster may have. */
const MAX_ROWS = 2_000_000;
const MAX_SIZES = 5;

interface ImportsOptions {
  readonly rows: readonly number[];
  readonly kind: RosterKindName;
  readonly format: ImportFormat;
  readonly seed: number;
  readonly json?: string;
  readonly profile?: string;
}

/** `bench imports`: what taking a roster in takes, from its first byte to the row report. */
export function importsCommand(): Command {
  return new Command('imports')
    .description('hand a roster in over HTTP on servers of its own and say what each row takes; of several sizes, whether memory stays flat')
    .option('--rows <n,…>', 'rows of the roster; each size in a database and a process of its own', sizes, [100_000])
    .addOption(new Option('--kind <kind>', 'which roster').choices(ROSTER_KINDS).default('persons'))
    .addOption(new Option('--format <format>', 'which file').choices(IMPORT_FORMATS).default('csv'))
    .option('--seed <s>', 'makes the roster: the same seed gives the same file', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--json <file>', 'write every figure to this file as well')
    .option('--profile <folder>', 'write where each process spent its time, as .cpuprofile files; slows them by a tenth or so')
    .action(imports);
}

async function imports({ rows: asked, kind, format, seed, json, profile }: ImportsOptions): Promise<void> {
  const servers = await startServers({ data: { kind: 'ephemeral' }, given: {}, report: say });
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-bench-imports-'));
  try {
    const environment = await profiling(profile);
    const runs: ImportRun[] = [];
    for (const rows of asked) runs.push(await measureImport({ rows, kind, format, seed, servers, folder, environment, say }));
    const report = { date: new Date().toISOString(), kind, format, machine: machineOf(servers), runs, ratios: ratiosOf(runs) };
    process.stdout.write(`${importsText(report)}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    await servers.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function profiling(folder: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (folder === undefined) return {};
  await mkdir(folder, { recursive: true });
  const hook = new URL('../profile.file.js', import.meta.url);
  hook.searchParams.set('folder', resolve(folder));
  return { NODE_OPTIONS: `--import=${hook.href}` };
}

function sizes(text: string): readonly number[] {
  const parts = text.split(',');
  if (parts.length > MAX_SIZES) throw new InvalidArgumentError(`at most ${MAX_SIZES} sizes`);
  return parts.map(wholeNumber(1, MAX_ROWS));
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
