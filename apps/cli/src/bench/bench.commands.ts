import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { keptFolder, startServers, type RunningServers } from '@gongjiang/servers';
import { Command, Option } from 'commander';
import { wholeNumber } from '../whole-number.js';
import { BANK_WAYS } from './bank.settings.js';
import { partsFrom, type BenchOptions } from './bench.options.js';
import { PARTS } from './bench.parts.js';
import { runBench } from './bench.run.js';
import { benchText, type BenchReport } from './bench.text.js';
import { importsCommand } from './imports/imports.commands.js';

const MAX_PERSONS = 5_000_000;
const DEFAULT_PERSONS = 20_000;
/** With less, a process of the platform does not start. */
const LEAST_HEAP_MIB = 64;

const PURPOSE = 'run whole months on servers of its own, and say what they take: by step, by process, and beside raw writes, a bare pipeline and a naive reference in the same run; all figures are written as JSON too';

const EXAMPLES = `
Examples:
  npm run bench -- --persons 100000 --json .gongjiang/100000.json
                                                        the whole of it at the size that the marks are set for
  npm run bench -- --persons 100000 --bank file         paid by files in the place of the bank's interface
  npm run bench -- --only p14                           one goal alone, with what it needs
  npm run bench -- --persons 1000000 --only p1,p2,p5,p6,p13 --compare .gongjiang/100000.json
                                                        a large month, set beside a smaller one
  npm run bench -- --persons 100000 --only p6 --heap 256
                                                        whether it passes with 256 MiB of heap a process

Goals: p1 speed and p2 µs by raw writes and by the bare pipeline · p3 chunks by one at a time · p4 commands a line
  p5 and p6 flat time and memory (two sizes: --compare) · p7 Redis · p8 funds · p9 rules · p10 relay · p11 replay
  p12 trial of a month · p13 the whole month · p14 pages while a batch runs · p15 encryption, seals and record
Exit code: 0 where all books agree, whatever the figures; 1 where a month or a pipeline paid wrongly, or broke.`;

/** `bench`: what `npm run bench` runs. */
export function benchCommands(): Command {
  return new Command('bench')
    .description(PURPOSE)
    .option('--persons <n>', 'persons over both cities', wholeNumber(1, MAX_PERSONS), DEFAULT_PERSONS)
    .option('--seed <s>', 'makes the sample: the same seed gives the same city', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--workers <n>', 'processes that calculate and pay', wholeNumber(1, 8), 1)
    .addOption(new Option('--bank <way>', 'how payments go to the bank').choices(BANK_WAYS).default('http'))
    .addOption(new Option('--only <goals>', 'goals to measure, with commas').argParser(partsFrom).default([...PARTS], 'all'))
    .option('--repeat <n>', 'how often each part is measured; months: 3 up to 20,000 persons, 1 beyond', wholeNumber(1, 20))
    .option('--again <n>', 'runs more, at the most, in the place of those that other programs disturbed', wholeNumber(0, 20), 2)
    .option('--naive <n>', 'persons that the naive reference pays', wholeNumber(1, 10_000), 500)
    .option('--heap <mib>', 'heap that each process of the platform may have', wholeNumber(LEAST_HEAP_MIB, 65_536))
    .option('--compare <file>', 'the JSON of a smaller run: memory and time a line are set beside it (p5, p6)')
    .option('--json <file>', 'where the figures go; .gongjiang/bench/<time>-<persons>.json where nothing is said')
    .option('--profile <folder>', 'write where each process spent its time, as .cpuprofile files; slows them by a tenth or so')
    .addHelpText('after', EXAMPLES)
    .action(bench)
    .enablePositionalOptions()
    .addCommand(importsCommand());
}

async function bench(options: BenchOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-bench-'));
  let servers: RunningServers | undefined;
  try {
    say('Starting servers');
    servers = await startServers({ data: { kind: 'ephemeral' }, given: {}, report: say });
    const report = await runBench({ servers, folder, say }, options);
    process.stdout.write(`${benchText(report)}\n`);
    process.stdout.write(`\nAll figures: ${await written(report)}\n`);
    if (report.faults.length > 0) process.exitCode = 1;
  } finally {
    await servers?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function written(report: BenchReport): Promise<string> {
  const { date, options: { json, persons } } = report;
  const file = resolve(json ?? join(keptFolder, 'bench', `${date.replaceAll(/[:.]/g, '-')}-${persons}.json`));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
  return file;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
