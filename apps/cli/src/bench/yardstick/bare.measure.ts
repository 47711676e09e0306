import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { startProcess, type RunningServers, type StartedProcess } from '@gongjiang/servers';
import { usageOf, type Pids } from '../usage.reader.js';
import { booksOf } from './bare.bank.js';
import { noGuards, platformGuards } from './bare.guards.js';
import type { BareSettings } from './bare.shapes.js';
import { bareFaults, seedBare } from './bare.world.js';
import { pipelineFigures, type PipelineFigures, type PipelineProcess } from './pipeline.figures.js';

const ENTRY = 'apps/cli/dist/bench/yardstick/bare.process.js';
const LOOK_EVERY_MS = 50;
const DONE_WITHIN_MS = 15 * 60_000;

export interface BarePlan {
  readonly servers: RunningServers;
  /** A database of its own, dropped afterwards. */
  readonly database: string;
  readonly persons: number;
  readonly workers: number;
  /** Budgets that the chunks are paid from, in turn. */
  readonly funds: number;
  /** With field encryption and the record, by the platform's own adapters; or without. */
  readonly isGuarded: boolean;
}

/** Pays everybody by the bare pipeline: the same servers and processes as the platform, and nothing of what makes it one. */
export async function measureBare({ servers, database, persons, workers, funds, isGuarded }: BarePlan): Promise<PipelineFigures> {
  const connection = await connectMongo({ url: servers.mongoUrl, database });
  const started: StartedProcess[] = [];
  const sealKey = isGuarded ? `bench:${randomBytes(32).toString('base64')}` : null;
  const start = async (role: BareSettings['role'], bankUrl: string): Promise<StartedProcess> => {
    const settings: BareSettings = { role, mongoUrl: servers.mongoUrl, database, kafkaBrokers: servers.kafkaBrokers, kafkaEnvironment: servers.environment, bankUrl, sealKey };
    const process = await startProcess(ENTRY, { args: [JSON.stringify(settings)] });
    started.push(process);
    return process;
  };
  try {
    const budgetFen = await seedBare(connection, { persons, funds, cipher: (sealKey === null ? noGuards : platformGuards(connection.db, sealKey)).cipher });
    const bank = await start('bank', '-');
    const [relay, ...workerProcesses] = await Promise.all([start('relay', bank.url), ...Array.from({ length: workers }, () => start('worker', bank.url))]);
    const pids: Pids<PipelineProcess> = {
      mongod: [servers.servers.mongo.pid], kafka: [servers.servers.kafka.pid], redis: [servers.servers.redis.pid],
      worker: workerProcesses.map(({ pid }) => pid), relay: [relay?.pid], bank: [bank.pid], bench: [process.pid],
    };
    const before = usageOf(pids);
    await connection.db.collection('chunks').updateMany({ state: 'waiting' }, { $set: { state: 'open' } });
    await untilPublished(connection, started);
    const after = usageOf(pids);
    return pipelineFigures({ before, after, lines: persons, cores: availableParallelism(), faults: await bareFaults(connection, await booksOf(bank.url), { persons, budgetFen }) });
  } finally {
    await Promise.all(started.map((process) => process.stop()));
    await connection.db.dropDatabase();
    await connection.close();
  }
}

/** Waits until each chunk is settled and its events are out; throws where a process has ended, or the time is over. */
async function untilPublished({ db }: MongoConnection, started: readonly StartedProcess[]): Promise<void> {
  const deadline = performance.now() + DONE_WITHIN_MS;
  let end: string | undefined;
  for (const process of started) void process.ended.then(() => { end ??= process.logs().slice(-2_000); });
  while ((await db.collection('chunks').findOne({ published: { $ne: true } }, { projection: { _id: 1 } })) !== null) {
    if (end !== undefined) throw new Error(`A process of the bare pipeline has ended: ${end}`);
    if (performance.now() > deadline) throw new Error('The bare pipeline did not come to an end');
    await pause(LOOK_EVERY_MS);
  }
}
