import { connectMongo } from '@gongjiang/persistence';
import { startProcess } from '@gongjiang/servers';
import { CityOffice, succeeded, type Officer } from '@gongjiang/rehearsal';
import type { CityCode } from '@gongjiang/kernel';
import type { Stage } from './stage.js';

/** A document of a collection, whatever it is. */
type Kept = Record<string, unknown>;
/** All that the service's database holds at one moment. */
export type Backup = ReadonlyMap<string, readonly Kept[]>;

/** What the bank was asked after a restore, as it is shown. */
export interface SeenRestore {
  readonly witness: string;
  readonly status: string;
  readonly since: string;
  readonly lockedOn: string;
  readonly listedTo: string;
  readonly askedChunks: number;
  readonly chunksLeft: number;
  readonly knownAtBank: { readonly lines: number; readonly amountFen: number };
}

type Service = Pick<Stage['platform'], 'subsidy' | 'relay'>;

/** Ends the service's own processes: nothing is lost that was answered. */
export async function stopService({ platform }: Stage, { subsidy, relay }: Service): Promise<void> {
  await Promise.all(platform.workers.map((worker) => worker.kill('SIGKILL')));
  await Promise.all([subsidy.stop(), relay.stop()]);
}

/** Starts API, relay and worker anew; answers the office that speaks to the new API. */
export async function startService({ platform }: Stage, city: CityCode): Promise<{ readonly office: CityOffice; readonly service: Service }> {
  const [subsidy, relay] = await Promise.all([platform.startSubsidy(), platform.startRelay(), platform.startWorker()]);
  return { office: new CityOffice({ ...platform, subsidy }, city), service: { subsidy, relay } };
}

/** Copies the whole database of a service that stands still. */
export async function takeBackup(stage: Stage): Promise<Backup> {
  return onDatabase(stage, async (db) => new Map(await Promise.all((await db.collections()).map(async (collection) => [collection.collectionName, await collection.find({}).toArray()] as const))));
}

/** Puts the database back as it was: what came to be since is gone. */
export async function putBackup(stage: Stage, backup: Backup): Promise<void> {
  await onDatabase(stage, async (db) => {
    for (const collection of await db.collections()) {
      await collection.deleteMany({});
      const documents = backup.get(collection.collectionName) ?? [];
      if (documents.length > 0) await collection.insertMany([...documents]);
    }
  });
}

/** Says by command that the data were put back; answers what the command said. */
export async function declareByCommand({ platform: { options } }: Stage): Promise<string> {
  const command = await startProcess('apps/subsidy/dist/declare-restore.js', {
    args: ['--reason', 'the disk was replaced', '--by', 'he', '--since', '2026-11-01'], readyLine: /./,
    environment: { GONGJIANG_ENVIRONMENT: 'development', GONGJIANG_MONGO_URL: options.servers.mongoUrl, GONGJIANG_SUBSIDY_DATABASE: `${options.namespace}_subsidy` },
  });
  await command.ended;
  return command.logs();
}

export async function seenRestore(officer: Officer): Promise<SeenRestore> {
  return succeeded('reading a restore', await officer.get('/restores/last'));
}

type Db = Awaited<ReturnType<typeof connectMongo>>['db'];

async function onDatabase<T>({ platform: { options } }: Stage, work: (db: Db) => Promise<T>): Promise<T> {
  const connection = await connectMongo({ url: options.servers.mongoUrl, database: `${options.namespace}_subsidy` });
  try {
    return await work(connection.db);
  } finally {
    await connection.close();
  }
}
