import { setTimeout as pause } from 'node:timers/promises';
import { faultsOf, runMonth, type MonthResult, type StepName } from '@gongjiang/rehearsal';
import type { MongoConnection } from '@gongjiang/persistence';
import { ratiosOf, stepBetween, takenByOthers, type BenchStep, type Snapshot, type StepFigures } from './bench.figures.js';
import { machineOf } from './machine.reader.js';
import { lastByFirstTenth } from './month.deciles.js';
import type { MonthRun } from './month.run.js';
import { onStage, type MonthPlan, type MonthStage } from './month.stage.js';
import { cpuUsOf } from './processes.reader.js';
import { measureRelay } from './relay.measure.js';
import { measureReplay } from './replay.measure.js';
import { measureTrial } from './trial.measure.js';
import { measureYardstick } from './yardstick/raw.mongo.js';

const DRAINED_WITHIN_MS = 60 * 60_000;
const LOOK_EVERY_MS = 50;

export type Moments = ReadonlyMap<StepName | 'start' | 'drained', Snapshot>;

/** What is measured besides, once the month is over. */
export interface Afterwards {
  readonly relay: boolean;
  readonly replay: boolean;
  readonly trial: boolean;
}

/** Runs the month with a look at every process before and after each step, and the raw writes after it. */
export function measureMonth(plan: MonthPlan, after: Afterwards): Promise<MonthRun> {
  return onStage(plan, async (stage) => {
    const { servers, say } = plan;
    const { platform, subsidy } = stage;
    let payingSince = 0;
    const moments = new Map<StepName | 'start' | 'drained', Snapshot>([['start', await stage.snapshot()]]);
    const result = await runMonth(platform, plan.sample.paths, async ({ name, en, ms }) => {
      // What the intake has to tell goes out before the month begins: it is none of its lines.
      if (name === 'events-in') await untilDrained(subsidy);
      if (name === 'approve') payingSince = Date.now();
      moments.set(name, await stage.snapshot());
      say(`  ${en}  ${(ms / 1_000).toFixed(1)} s`);
      if (name !== 'settle') return;
      await untilDrained(subsidy);
      moments.set('drained', await stage.snapshot());
    });
    const peakRssBytes = stage.peakRssBytes();
    const chunks = await chunksOf(subsidy);
    const fundWrites = await sumOf(subsidy, 'funds', '$version');
    const relay = after.relay ? await measureRelay(subsidy, linesOf(result)) : undefined;
    const replay = after.replay ? await measureReplay(stage) : undefined;
    const trial = after.trial ? await measureTrial(stage) : undefined;
    say('  The same documents by plain writes');
    const beforeRaw = await stage.snapshot();
    const yardstick = await measureYardstick({ url: servers.mongoUrl, database: subsidy.db.databaseName, mongodUs: () => cpuUsOf(servers.servers.mongo.pid) });
    const { cores } = machineOf(servers);
    const othersDuring = {
      intake: takenByOthers(momentOf(moments, 'start'), momentOf(moments, 'events-in'), cores),
      work: takenByOthers(momentOf(moments, 'events-in'), momentOf(moments, 'drained'), cores),
      raw: takenByOthers(beforeRaw, await stage.snapshot(), cores),
    };
    const steps = stepsOf(moments, result);
    const [begun, ended] = [momentOf(moments, 'events-in'), momentOf(moments, 'drained')];
    const lines = linesOf(result);
    const lastByFirst = lastByFirstTenth(payingSince, chunks);
    return {
      others: Math.max(othersDuring.work, othersDuring.raw), othersDuring, steps, peakRssBytes, yardstick, ratios: ratiosOf(steps, lines, yardstick),
      chunks: chunks.length, fundWrites, commands: { mongo: (ended.mongo.commands - begun.mongo.commands) / lines, redis: (ended.redis - begun.redis) / lines },
      workedMs: msOf(steps, ['calculate', 'list', 'disburse']), settledPerSecond: lines / (msOf(steps, ['settle']) / 1_000), lagMs: msOf(steps, ['events-out']),
      ...(lastByFirst === undefined ? {} : { lastByFirst }), ...(relay ? { relay } : {}), ...(replay ? { replay } : {}), ...(trial ? { trial } : {}), faults: faultsOf(result),
    };
  });
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

function msOf(steps: readonly StepFigures[], names: readonly BenchStep[]): number {
  return steps.filter(({ step }) => names.includes(step)).reduce((sum, { ms }) => sum + ms, 0);
}

export function linesOf({ batches }: MonthResult): number {
  return batches.reduce((sum, batch) => sum + (batch.lines ?? 0), 0);
}

function momentOf(moments: Moments, name: StepName | 'start' | 'drained'): Snapshot {
  const moment = moments.get(name);
  if (!moment) throw new Error(`The month did not tell of its step ${name}`);
  return moment;
}

interface ChunkSeen { readonly answeredAt?: Date; readonly totals?: { readonly lines: number } }

/** Each chunk of the month, with its lines and when it was paid. */
async function chunksOf({ db }: MongoConnection): Promise<readonly { readonly atMs: number; readonly lines: number }[]> {
  const chunks = await db.collection<ChunkSeen>('chunks').find({}, { projection: { answeredAt: 1, 'totals.lines': 1 } }).toArray();
  return chunks.map(({ answeredAt, totals }) => ({ atMs: answeredAt?.getTime() ?? 0, lines: totals?.lines ?? 0 }));
}

async function sumOf({ db }: MongoConnection, name: string, field: string): Promise<number> {
  const [found] = await db.collection(name).aggregate<{ sum: number }>([{ $group: { _id: null, sum: { $sum: field } } }]).toArray();
  return found?.sum ?? 0;
}

/** Waits until every event is on Kafka, and every payee's message is given. */
export async function untilDrained({ db }: MonthStage['subsidy']): Promise<void> {
  const deadline = performance.now() + DRAINED_WITHIN_MS;
  const waits = async (name: string, filter: Record<string, unknown>): Promise<boolean> => (await db.collection(name).findOne(filter, { projection: { _id: 1 } })) !== null;
  while ((await waits('chunks', { eventsDue: true })) || (await waits('chunks', { messagesDue: true })) || (await waits('outbox', {})) || (await waits('claim_receipts', { 'toTell.at': { $exists: true } }))) {
    if (performance.now() > deadline) throw new Error('Events of the month are still waiting');
    await pause(LOOK_EVERY_MS);
  }
}
