import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { generateSample, REHEARSED_MONTH } from '@gongjiang/rehearsal';
import type { RunningServers } from '@gongjiang/servers';
import { findingsOf, type Measured } from './bench.findings.js';
import { repetitionsOf, type BenchOptions } from './bench.options.js';
import { NOT_THERE, tasksOf, type Task } from './bench.parts.js';
import { repeated, type Repeated } from './bench.repeat.js';
import type { BenchReport } from './bench.text.js';
import { commitHere } from './commit.reader.js';
import { earlierRun } from './earlier.file.js';
import { machineOf } from './machine.reader.js';
import { measureMonth } from './month.measure.js';
import type { MonthPlan } from './month.stage.js';
import { measureObserved } from './observed.measure.js';
import { profileOptions } from './profile.options.js';
import { measureBare } from './yardstick/bare.measure.js';
import { measureNaive } from './yardstick/naive.measure.js';

/** A yardstick is as long as it must be to be steady: what is longer says the same. */
const MOST_BARE_PERSONS = 100_000;
const MANY_FUNDS = 100;

export interface BenchPlace {
  readonly servers: RunningServers;
  readonly folder: string;
  readonly say: (sentence: string) => void;
}

/** Measures all that was asked for, each part as often as it takes to be undisturbed, and sets it beside its goals. */
export async function runBench({ servers, folder, say }: BenchPlace, options: BenchOptions): Promise<BenchReport> {
  const earlier = options.compare === undefined ? undefined : await earlierRun(options.compare);
  const tasks = tasksOf(options.only);
  const measured: Measured = { ...(await pipelines({ servers, folder, say }, options, tasks)), ...(await months({ servers, folder, say }, options, tasks)) };
  const faults = Object.values(measured).flatMap((part: Repeated<{ readonly faults: readonly string[] }>) => part.runs.flatMap((run) => run.faults));
  return {
    format: 2, date: new Date().toISOString(), commit: await commitHere(), options, machine: machineOf(servers), measured,
    findings: findingsOf(measured, options.only, earlier), notThere: Object.fromEntries(Object.entries(NOT_THERE).filter(([part]) => (options.only as readonly string[]).includes(part))), faults,
  };
}

async function pipelines({ servers, say }: BenchPlace, options: BenchOptions, tasks: ReadonlySet<Task>): Promise<Measured> {
  const measure = <Run extends { readonly others: number }>(what: string, run: (database: string) => Promise<Run>): Promise<Repeated<Run>> => repeated({ repeat: repetitionsOf({ ...options, persons: 0 }), again: options.again }, (nth) => {
    say(`${what}, run ${nth + 1}`);
    return run(namespaceOf());
  });
  const bare = { servers, persons: Math.min(options.persons, MOST_BARE_PERSONS), workers: options.workers, funds: 1, isGuarded: false };
  return {
    ...(tasks.has('bare') ? { bare: await measure('Bare pipeline', (database) => measureBare({ ...bare, database })) } : {}),
    ...(tasks.has('many-funds') ? { manyFunds: await measure(`Bare pipeline from ${MANY_FUNDS} funds`, (database) => measureBare({ ...bare, database, funds: MANY_FUNDS })) } : {}),
    ...(tasks.has('guarded') ? { guarded: await measure('Bare pipeline with sealed fields and record', (database) => measureBare({ ...bare, database, isGuarded: true })) } : {}),
    ...(tasks.has('naive') ? { naive: await measure('One person at a time', (database) => measureNaive({ servers, database, persons: options.naive })) } : {}),
  };
}

async function months({ servers, folder, say }: BenchPlace, options: BenchOptions, tasks: ReadonlySet<Task>): Promise<Measured> {
  if (!tasks.has('month') && !tasks.has('observed')) return {};
  say(`The sample of ${options.persons} persons`);
  const sample = await generateSample({ persons: options.persons, seed: options.seed, folder, period: REHEARSED_MONTH });
  const plan = { servers, sample, folder, workers: options.workers, bank: options.bank, nodeOptions: await nodeOptionsOf(options), say };
  const measure = <Run extends { readonly others: number }>(what: string, repeat: number, run: (plan: MonthPlan) => Promise<Run>): Promise<Repeated<Run>> => repeated({ repeat, again: options.again }, (nth) => {
    say(`${what}, run ${nth + 1}`);
    return run({ ...plan, namespace: namespaceOf() });
  });
  return {
    ...(tasks.has('month') ? { month: await measure('Month', repetitionsOf(options), (one) => measureMonth(one, { relay: tasks.has('relay'), replay: tasks.has('replay') })) } : {}),
    // Looked at once: what it says are not speeds.
    ...(tasks.has('observed') ? { observed: await measure('Month that is looked at', 1, measureObserved) } : {}),
  };
}

async function nodeOptionsOf({ heap, profile }: BenchOptions): Promise<readonly string[]> {
  if (profile !== undefined) await mkdir(profile, { recursive: true });
  return [...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]), ...(profile === undefined ? [] : profileOptions(profile))];
}

function namespaceOf(): string {
  return `bench_${randomUUID().slice(0, 8)}`;
}
