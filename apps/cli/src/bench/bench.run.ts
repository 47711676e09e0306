import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { generateSample, REHEARSED_MONTH } from '@gongjiang/rehearsal';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { findingsOf, type Measured } from './bench.findings.js';
import { repetitionsOf, type BenchOptions } from './bench.options.js';
import { NOT_THERE, tasksOf, type Task } from './bench.parts.js';
import { repeated, type Repeated } from './bench.repeat.js';
import type { BenchReport } from './bench.text.js';
import { commitHere } from './commit.reader.js';
import { earlierRun } from './earlier.file.js';
import { machineOf } from './machine.reader.js';
import { measureMonth } from './month.measure.js';
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

/** Measures a part as often as it takes; a part that breaks is told of as a fault, and the others go on: hours of them may be done. */
type Measure = <Run extends { readonly others: number }>(what: string, repeat: number, run: (namespace: string) => Promise<Run>) => Promise<Repeated<Run> | undefined>;

/** Measures all that was asked for, each part as often as it takes to be undisturbed, and sets it beside its goals. */
export async function runBench(place: BenchPlace, options: BenchOptions): Promise<BenchReport> {
  const earlier = options.compare === undefined ? undefined : await earlierRun(options.compare);
  const tasks = tasksOf(options.only);
  const broken: string[] = [];
  const measure = measurer(place, options, broken);
  const measured: Measured = withoutHoles({ ...(await pipelines(place, options, tasks, measure)), ...(await months(place, options, tasks, measure)) });
  const faults = Object.values(measured).flatMap((part: Repeated<{ readonly faults: readonly string[] }>) => part.runs.flatMap((run) => run.faults));
  return {
    format: 2, date: new Date().toISOString(), commit: await commitHere(), options, machine: machineOf(place.servers), measured,
    findings: findingsOf(measured, options.only, earlier), notThere: Object.fromEntries(Object.entries(NOT_THERE).filter(([part]) => (options.only as readonly string[]).includes(part))), faults: [...faults, ...broken],
  };
}

function measurer({ say }: BenchPlace, { again }: BenchOptions, broken: string[]): Measure {
  return async (what, repeat, run) => {
    try {
      return await repeated({ repeat, again }, (nth) => {
        say(`${what}, run ${nth + 1}`);
        return run(`bench_${randomUUID().slice(0, 8)}`);
      });
    } catch (error) {
      say((error as Error).stack ?? String(error));
      broken.push(`${what} broke: ${(error as Error).message.split('\n', 1)[0]}`);
      return undefined;
    }
  };
}

async function pipelines({ servers }: BenchPlace, options: BenchOptions, tasks: ReadonlySet<Task>, measure: Measure): Promise<Holed> {
  const repeat = repetitionsOf({ ...options, persons: 0 });
  const bare = { servers, persons: Math.min(options.persons, MOST_BARE_PERSONS), workers: options.workers, funds: 1, isGuarded: false };
  return {
    bare: tasks.has('bare') ? await measure('Bare pipeline', repeat, (database) => measureBare({ ...bare, database })) : undefined,
    manyFunds: tasks.has('many-funds') ? await measure(`Bare pipeline from ${MANY_FUNDS} funds`, repeat, (database) => measureBare({ ...bare, database, funds: MANY_FUNDS })) : undefined,
    guarded: tasks.has('guarded') ? await measure('Bare pipeline on secured servers, with sealed fields and record', repeat, (database) => onSecured(servers, (secured) => measureBare({ ...bare, servers: secured, database, isGuarded: true }))) : undefined,
    naive: tasks.has('naive') ? await measure('One person at a time', repeat, (database) => measureNaive({ servers, database, persons: options.naive })) : undefined,
  };
}

/** On a MongoDB and a Kafka that let in only whom they know: started for this run, and ended after it. */
async function onSecured<Run>({ redisUrl }: RunningServers, run: (secured: RunningServers) => Promise<Run>): Promise<Run> {
  const secured = await startServers({ data: { kind: 'ephemeral' }, given: { redis: redisUrl }, isSecured: true });
  try {
    return await run(secured);
  } finally {
    await secured.stop();
  }
}

async function months({ servers, folder, say }: BenchPlace, options: BenchOptions, tasks: ReadonlySet<Task>, measure: Measure): Promise<Holed> {
  if (!tasks.has('month') && !tasks.has('observed')) return {};
  say(`The sample of ${options.persons} persons`);
  const sample = await generateSample({ persons: options.persons, seed: options.seed, folder, period: REHEARSED_MONTH });
  const plan = { servers, sample, folder, workers: options.workers, bank: options.bank, nodeOptions: await nodeOptionsOf(options), say };
  const after = { relay: tasks.has('relay'), replay: tasks.has('replay'), trial: tasks.has('trial') };
  return {
    month: tasks.has('month') ? await measure('Month', repetitionsOf(options), (namespace) => measureMonth({ ...plan, namespace }, after)) : undefined,
    // Looked at once: what it says are not speeds.
    observed: tasks.has('observed') ? await measure('Month that is looked at', 1, (namespace) => measureObserved({ ...plan, namespace })) : undefined,
  };
}

type Holed = { readonly [Name in keyof Measured]?: Measured[Name] | undefined };

function withoutHoles(measured: Holed): Measured {
  return Object.fromEntries(Object.entries(measured).filter(([, part]) => part !== undefined));
}

async function nodeOptionsOf({ heap, profile }: BenchOptions): Promise<readonly string[]> {
  if (profile !== undefined) await mkdir(profile, { recursive: true });
  return [...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]), ...(profile === undefined ? [] : profileOptions(profile))];
}
