import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@gongjiang/servers';
import { Command, Option } from 'commander';
import { wholeNumber } from '../whole-number.js';
import { addedTotals, chaosTotalsSchema, rarelyDied, totalsText, type ChaosTotals } from './chaos.figures.js';
import { realChaos } from './real.commands.js';

const RUNS = 'apps/subsidy/dist/chaos/chaos.process.js';
const MAX_RUNS = 1_000_000;
/** From so many runs on, each place must have had its deaths. */
const RUNS_FOR_ALL_PLACES = 5_000;
const LEAST_DEATHS_A_PLACE = 20;

interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  readonly mode: 'simulated' | 'real';
  readonly processes: number;
  readonly single: boolean;
  readonly restless: boolean;
  readonly places: string;
  readonly overhead: boolean;
  readonly persons: number;
}

/** `chaos`: what `npm run chaos` runs. */
export function chaosCommands(): Command {
  return new Command('chaos')
    .description('run faulty months and let an oracle judge them; a failure prints its seed and the smallest plan that fails')
    .option('--runs <n>', 'how many', wholeNumber(1, MAX_RUNS), 1_000)
    .option('--seed <s>', 'the first seed: the same seed goes the same way', wholeNumber(0, 2 ** 30), 1)
    .addOption(new Option('--mode <mode>', 'simulated: servers, bank and clock in one process; real: every service a process, on real servers').choices(['simulated', 'real']).default('simulated'))
    .option('--processes <n>', 'that share the simulated runs', wholeNumber(1, 64), availableParallelism())
    .option('--single', 'real: one death a run, at one place after another, and how long it takes until the same work goes on', false)
    .option('--restless', 'real: a process is killed every 0.7 to 5 seconds for as long as the month lasts', false)
    .option('--places <pattern>', 'real: deaths at those places only', '')
    .option('--overhead', 'real: one batch without deaths and one with deaths in a tenth of its chunks, and how much longer it takes', false)
    .option('--persons <n>', 'real, of the two batches of --overhead', wholeNumber(1_000, 100_000), 20_000)
    .action((options: ChaosOptions) => (options.mode === 'real' ? realChaos(options) : chaos(options)));
}

async function chaos({ runs, seed, processes }: ChaosOptions): Promise<void> {
  const begun = performance.now();
  const shared = Math.min(processes, runs);
  const parts = await Promise.all(Array.from({ length: shared }, (_, at) => share(seed + at, Math.ceil((runs - at) / shared), shared)));
  const totals = addedTotals(parts);
  process.stdout.write(`${totalsText(totals, (performance.now() - begun) / 1_000)}\n`);
  const rare = totals.runs >= RUNS_FOR_ALL_PLACES ? rarelyDied(totals, LEAST_DEATHS_A_PLACE) : [];
  if (rare.length > 0) process.stdout.write(`too few died at: ${rare.join(', ')}\n`);
  if (totals.failed > 0 || rare.length > 0) process.exitCode = 1;
}

/** One process's share of the seeds; failures go straight to the terminal. */
function share(seed: number, runs: number, every: number): Promise<ChaosTotals> {
  const args = ['--enable-source-maps', join(repositoryRoot, RUNS), '--seed', String(seed), '--runs', String(runs), '--every', String(every)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => {
      const parsed = chaosTotalsSchema.safeParse(jsonOf(said));
      if (parsed.success) done(parsed.data);
      else failed(new Error(`A process of the simulation ended with ${String(code)} and said nothing of its runs`));
    });
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
