import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { faultsOf, runMonth, type MonthResult, type Platform, type SampleSummary, type StepName } from '@gongjiang/rehearsal';
import type { RunningServers } from '@gongjiang/servers';
import { PROCESSES, ratiosOf, stepBetween, takenByOthers, type BenchStep, type ProcessName, type Snapshot, type StepFigures } from './bench.figures.js';
import type { BenchReport } from './bench.text.js';
import { machineOf } from './machine.reader.js';
import { mongoCounts } from './mongo.reader.js';
import { cpuUsOf, peakRssOf } from './processes.reader.js';
import { usageOf } from './usage.reader.js';
import { measureYardstick } from './yardstick/raw.mongo.js';

const DRAINED_WITHIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 50;

export interface BenchParts {
  readonly servers: RunningServers;
  readonly platform: Platform;
  readonly sample: SampleSummary;
  readonly say: (sentence: string) => void;
}

type Moments = ReadonlyMap<StepName | 'start' | 'drained', Snapshot>;

/** Runs the month with a look at every process before and after each step, and the raw writes after it. */
export async function measureMonth({ servers, platform, sample, say }: BenchParts): Promise<Omit<BenchReport, 'date' | 'persons' | 'seed' | 'workers'>> {
  const pids = pidsOf(servers, platform);
  const database = `${platform.options.namespace}_subsidy`;
  const subsidy = await connectMongo({ url: servers.mongoUrl, database });
  try {
    const look = (): Promise<Snapshot> => snapshot(pids, subsidy);
    const moments = new Map<StepName | 'start' | 'drained', Snapshot>([['start', await look()]]);
    const result = await runMonth(platform, sample.paths, async ({ name, en, ms }) => {
      // What the intake has to tell goes out before the month begins: it is none of its lines.
      if (name === 'events-in') await untilDrained(subsidy);
      moments.set(name, await look());
      say(`${en}  ${(ms / 1_000).toFixed(1)} s`);
      if (name !== 'settle') return;
      await untilDrained(subsidy);
      moments.set('drained', await look());
    });
    const peakRssBytes = Object.fromEntries(PROCESSES.map((name) => [name, Math.max(...pids[name].map(peakRssOf))])) as Record<ProcessName, number>;
    say('The same documents by plain writes');
    const beforeRaw = await look();
    const yardstick = await measureYardstick({ url: servers.mongoUrl, database, mongodUs: () => cpuUsOf(servers.servers.mongo.pid) });
    const machine = machineOf(servers);
    const steps = stepsOf(moments, result);
    const others = { month: takenByOthers(momentOf(moments, 'start'), momentOf(moments, 'drained'), machine.cores), yardstick: takenByOthers(beforeRaw, await look(), machine.cores) };
    return { machine, others, steps, peakRssBytes, yardstick, ratios: ratiosOf(steps, linesOf(result), yardstick), faults: faultsOf(result) };
  } finally {
    await subsidy.close();
  }
}

function stepsOf(moments: Moments, result: MonthResult): readonly StepFigures[] {
  const lines = linesOf(result);
  const rows = result.imports.reduce((sum, imported) => sum + imported.rows, 0);
  const between = (from: StepName | 'start', to: StepName | 'drained', what: { step: BenchStep; unit: StepFigures['unit']; count: number }) => stepBetween(momentOf(moments, from), momentOf(moments, to), what);
  return [
    between('prepare', 'import', { step: 'import', unit: 'rows', count: rows }),
    between('import', 'events-in', { step: 'events-in', unit: 'events', count: result.certificates }),
    between('events-in', 'calculate', { step: 'calculate', unit: 'lines', count: lines }),
    between('calculate', 'approve', { step: 'list', unit: 'lines', count: lines }),
    between('approve', 'disburse', { step: 'disburse', unit: 'lines', count: lines }),
    between('disburse', 'settle', { step: 'settle', unit: 'lines', count: lines }),
    between('settle', 'drained', { step: 'events-out', unit: 'lines', count: lines }),
  ];
}

function linesOf({ batches }: MonthResult): number {
  return batches.reduce((sum, batch) => sum + (batch.lines ?? 0), 0);
}

function momentOf(moments: Moments, name: StepName | 'start' | 'drained'): Snapshot {
  const moment = moments.get(name);
  if (!moment) throw new Error(`The month did not tell of its step ${name}`);
  return moment;
}

function pidsOf({ servers }: RunningServers, platform: Platform): Readonly<Record<ProcessName, readonly (number | undefined)[]>> {
  return {
    mongod: [servers.mongo.pid], kafka: [servers.kafka.pid], redis: [servers.redis.pid],
    bank: [platform.bank.pid], subsidy: [platform.subsidy.pid], worker: platform.workers.map(({ pid }) => pid),
    talent: [platform.talent.pid], issuer: [platform.issuer.pid], bench: [process.pid],
  };
}

async function snapshot(pids: ReturnType<typeof pidsOf>, subsidy: MongoConnection): Promise<Snapshot> {
  return { ...usageOf(pids), mongo: await mongoCounts(subsidy) };
}

/** Waits until every event is on Kafka, and every payee's message is given. */
async function untilDrained({ db }: MongoConnection): Promise<void> {
  const deadline = performance.now() + DRAINED_WITHIN_MS;
  const waits = async (name: string, filter: Record<string, true>): Promise<boolean> => (await db.collection(name).findOne(filter, { projection: { _id: 1 } })) !== null;
  while ((await waits('chunks', { eventsDue: true })) || (await waits('chunks', { messagesDue: true })) || (await waits('outbox', {}))) {
    if (performance.now() > deadline) throw new Error('Events of the month are still waiting');
    await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY_MS); });
  }
}
