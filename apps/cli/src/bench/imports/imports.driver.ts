import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { OPENING_DAY, REHEARSED_MONTH, startPlatform, writeRoster, type Platform, type RosterKindName } from '@gongjiang/rehearsal';
import type { RunningServers } from '@gongjiang/servers';
import { machineOf } from '../machine.reader.js';
import { mongoCounts } from '../mongo.reader.js';
import { busyUsOfMachine, cpuUsOf, peakRssOf } from '../processes.reader.js';
import { IMPORT_PROCESSES, runBetween, type ImportFormat, type ImportMoment, type ImportProcess, type ImportRun } from './imports.figures.js';
import { forgetPeakRss } from './imports.memory.js';
import { handIn } from './imports.upload.js';
import { writeWorkbook } from './imports.workbook.js';

const CLAIMS = `/imports/claims?entitlement=${encodeURIComponent('jinhua/7/post-allowance')}`;
const DRAINED_WITHIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 50;

export interface ImportParts {
  readonly rows: number;
  readonly kind: RosterKindName;
  readonly format: ImportFormat;
  readonly seed: number;
  readonly servers: RunningServers;
  readonly folder: string;
  /** Added to what each process reads. */
  readonly environment: Readonly<Record<string, string>>;
  readonly say: (sentence: string) => void;
}

/** One roster into an empty database, by processes of its own; before one of claims the registry is filled, uncounted. */
export async function measureImport(parts: ImportParts): Promise<ImportRun> {
  const { servers, kind, format, rows, seed, environment, say } = parts;
  say(`${rows} rows of ${kind} as ${format}`);
  const file = await written(parts, kind, format);
  const namespace = `imports_${randomUUID().slice(0, 8)}`;
  const platform = await startPlatform({ servers, namespace, openingDay: OPENING_DAY, workers: 0, environment });
  const subsidy = await connectMongo({ url: servers.mongoUrl, database: `${namespace}_subsidy` });
  try {
    if (kind === 'claims') await handIn(platform, { path: '/imports/persons', file: await written(parts, 'persons', 'csv'), format: 'csv' });
    forgetPeakRss(platform.subsidy.pid);
    const before = await moment(parts, platform, subsidy);
    const { report, sentMs, ms } = await handIn(platform, { path: kind === 'claims' ? CLAIMS : '/imports/persons', file, format });
    const peakRssBytes = peakRssOf(platform.subsidy.pid);
    await untilDrained(subsidy);
    const after = await moment(parts, platform, subsidy);
    if (report.rows !== rows) throw new Error(`The report tells of ${report.rows} rows`);
    return { rows, seed, bytes: (await stat(file)).size, ms, sentMs, peakRssBytes, report, ...runBetween(before, after, machineOf(servers).cores) };
  } finally {
    await subsidy.db.dropDatabase();
    await subsidy.close();
    await platform.stop();
  }
}

async function written({ folder, rows, seed }: ImportParts, kind: RosterKindName, format: ImportFormat): Promise<string> {
  const file = join(folder, `${kind}-${rows}.${format}`);
  await (format === 'csv' ? writeRoster : writeWorkbook)(file, { kind, rows, seed, period: REHEARSED_MONTH });
  return file;
}

async function moment({ servers: { servers } }: ImportParts, platform: Platform, subsidy: MongoConnection): Promise<ImportMoment> {
  const pids: Readonly<Record<ImportProcess, number | undefined>> = { mongod: servers.mongo.pid, kafka: servers.kafka.pid, subsidy: platform.subsidy.pid, bench: process.pid };
  const cpuUs = Object.fromEntries(IMPORT_PROCESSES.map((name) => [name, cpuUsOf(pids[name])])) as Record<ImportProcess, number>;
  return { atMs: performance.now(), cpuUs, machineUs: busyUsOfMachine(), mongo: await mongoCounts(subsidy) };
}

/** Waits until what others hear of the rows is on Kafka: it is work of the same rows. */
async function untilDrained({ db }: MongoConnection): Promise<void> {
  const deadline = performance.now() + DRAINED_WITHIN_MS;
  const waits = async (name: string, filter: Record<string, unknown>): Promise<boolean> => (await db.collection(name).findOne(filter, { projection: { _id: 1 } })) !== null;
  while ((await waits('outbox', {})) || (await waits('claim_receipts', { 'toTell.at': { $exists: true } }))) {
    if (performance.now() > deadline) throw new Error('Events of the roster are still waiting');
    await new Promise((resolve) => { setTimeout(resolve, LOOK_EVERY_MS); });
  }
}
