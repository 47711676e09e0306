import { parseArgs } from 'node:util';
import { isDay, type CityCode } from '@gongjiang/kernel';
import { MongoOutbox } from '@gongjiang/messaging';
import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { mongoAuditTrail } from '@gongjiang/security';
import { MongoBatchStore } from './batch/batch.store.mongo.js';
import { MongoChunkStore } from './chunk/chunk.store.mongo.js';
import { readRestoreConfig } from './config.js';
import { controlParts } from './disbursement-control/control.parts.js';
import { ClosedYearLedger } from './fund/closed-year.ledger.mongo.js';
import { MongoPopulationStore } from './population/population.store.mongo.js';
import { RestoreService } from './restore/restore.service.js';
import { MongoRestoreStore } from './restore/restore.store.mongo.js';
import { MongoChangeLog } from './shared/change-log.mongo.js';
import { MongoStatementStore } from './statement/statement.store.mongo.js';
import { citiesAndCalendarOf, datesOf } from './subsidy.settings.parts.js';

/** The fifth entry point of the service: locks payments after the data were put back, before API and workers are started, and ends. `restore declare` runs it. */
const OPTIONS = { reason: { type: 'string' }, by: { type: 'string' }, since: { type: 'string' } } as const;
/** Where the command came from, as its audit entry says it. */
const SOURCE = 'command line';

const config = readRestoreConfig(process.env);
const { values: flags } = parseArgs({ options: OPTIONS });
process.exitCode = await declareAll().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

/** Every city of the installation: they share the database. */
async function declareAll(): Promise<number> {
  const { reason, by, since } = flags;
  if (reason === undefined || by === undefined) throw new Error('A restore is declared with --reason and --by: both go on record');
  if (since !== undefined && !isDay(since)) throw new Error(`--since ${since}: a day is YYYY-MM-DD`);
  const connection = await connectMongo({ url: config.GONGJIANG_MONGO_URL, database: config.GONGJIANG_SUBSIDY_DATABASE, appName: 'declare-restore' });
  try {
    const { cities, service } = await serviceOn(connection);
    let refused = 0;
    for (const city of cities) {
      const locked = await service.declare({ city, actor: by, source: SOURCE, witness: 'person', reason, ...(since === undefined ? {} : { since }) });
      process.stdout.write(`${city}: ${locked.ok ? 'locked; nothing is paid until the bank was asked, and two let it go on' : locked.refusal.code}\n`);
      if (!locked.ok && locked.refusal.code !== 'control.stopped-already') refused += 1;
    }
    return refused === 0 ? 0 : 1;
  } finally {
    await connection.close();
  }
}

async function serviceOn(connection: MongoConnection): Promise<{ readonly cities: readonly CityCode[]; readonly service: RestoreService }> {
  const { db } = connection;
  const outbox = new MongoOutbox(db);
  await outbox.prepare();
  const clock = { now: () => new Date() };
  const changes = new MongoChangeLog({ connection, clock, outbox, audit: mongoAuditTrail(db), ledger: new ClosedYearLedger(db) });
  const needs = {
    ...citiesAndCalendarOf(config), clock, dates: datesOf(config, connection, clock), restores: new MongoRestoreStore(db), statements: new MongoStatementStore(db),
    batches: new MongoBatchStore(db), populations: new MongoPopulationStore(db), chunks: new MongoChunkStore(db),
  };
  const service = new RestoreService({ ...needs, ...controlParts(db, needs, changes) });
  return { cities: needs.cities.all().map(({ code }) => code), service };
}
