import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateSample, OPENING_DAY, REHEARSED_MONTH, startPlatform } from '@gongjiang/rehearsal';
import { startServers } from '@gongjiang/servers';
import { Command } from 'commander';
import { wholeNumber } from '../whole-number.js';
import { measureMonth } from './bench.driver.js';
import { benchText } from './bench.text.js';
import { importsCommand } from './imports/imports.commands.js';

const MAX_PERSONS = 5_000_000;
const DEFAULT_PERSONS = 20_000;

interface BenchOptions {
  readonly persons: number;
  readonly seed: number;
  readonly workers: number;
  readonly json?: string;
  readonly profile?: string;
}

/** `bench`: what `npm run bench` runs. */
export function benchCommands(): Command {
  return new Command('bench')
    .description('run one month on servers of its own and say what each step took, beside raw writes in the same run')
    .option('--persons <n>', 'persons over both cities', wholeNumber(1, MAX_PERSONS), DEFAULT_PERSONS)
    .option('--seed <s>', 'makes the sample: the same seed gives the same city', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--workers <n>', 'processes that calculate and pay', wholeNumber(1, 8), 1)
    .option('--json <file>', 'write every figure to this file as well')
    .option('--profile <folder>', 'write where each process spent its time, as .cpuprofile files; slows them by a tenth or so')
    .action(bench)
    .enablePositionalOptions()
    .addCommand(importsCommand());
}

async function bench(options: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-bench-'));
  const open: { stop(): Promise<unknown> }[] = [];
  try {
    say('Starting servers and platform');
    const servers = await startServers({ data: { kind: 'ephemeral' }, given: {}, report: say });
    open.push(servers);
    const namespace = `bench_${randomUUID().slice(0, 8)}`;
    const platform = await startPlatform({ servers, namespace, openingDay: OPENING_DAY, workers: options.workers, environment: await profiling(options.profile) });
    open.push(platform);
    const sample = await generateSample({ persons: options.persons, seed: options.seed, folder, period: REHEARSED_MONTH });
    const figures = await measureMonth({ servers, platform, sample, say });
    const report = { date: new Date().toISOString(), persons: options.persons, seed: options.seed, workers: options.workers, ...figures };
    process.stdout.write(`${benchText(report)}\n`);
    if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
    if (report.faults.length > 0) process.exitCode = 1;
  } finally {
    for (const one of open.reverse()) await one.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function profiling(folder: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (folder === undefined) return {};
  await mkdir(folder, { recursive: true });
  const hook = new URL('./profile.file.js', import.meta.url);
  hook.searchParams.set('folder', resolve(folder));
  return { NODE_OPTIONS: `--import=${hook.href}` };
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
