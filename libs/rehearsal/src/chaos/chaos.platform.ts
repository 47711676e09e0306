import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { freePort, startProcess, type RunningServers, type StartedProcess } from '@gongjiang/servers';
import { BankOffice } from '../office/bank.office.js';
import { bankEnvironment, ENTRIES, serviceEnvironment, type Platform, type PlatformOptions } from '../platform/platform.js';
import { newSecrets, type RehearsalSecrets } from '../platform/platform.secrets.js';
import { writeCity, type RunCity } from './chaos.city.js';
import type { Mortal } from './chaos.plan.js';
import { KeptProcess } from './kept.process.js';
import { flushRedis } from './redis.flush.js';

export const CHAOS_OPENING_DAY = '2026-11-02';
const LAST_LINES = 4;
const REGISTRY_KEY = 'a key of the registry for chaos';
/** The processes that have their deaths appointed at places; those of the service alone come by any. */
const WITH_PLACES = { api: 'apps/subsidy/dist/chaos/real/api.process.js', relay: 'apps/subsidy/dist/chaos/real/relay.process.js', worker: 'apps/subsidy/dist/chaos/real/worker.process.js', registry: 'apps/sandbox-registry/dist/main.js' };

export interface ChaosPlatformOptions {
  readonly servers: RunningServers;
  readonly namespace: string;
  readonly cities: readonly RunCity[];
  readonly linesAChunk: number;
}

/** The whole platform, each service a process that is started again when it dies, for some runs one after another: each has a city and a bank's books of its own. */
export class ChaosPlatform implements Platform {
  readonly workers: StartedProcess[] = [];
  readonly topicPrefix: string;
  readonly mortals = new Map<Mortal, KeptProcess>();
  private booksOfRun = 0;

  private constructor(readonly options: PlatformOptions, readonly secrets: RehearsalSecrets, readonly servers: RunningServers, readonly folder: string, readonly issuer: StartedProcess, readonly mongo: MongoConnection, private readonly bankPort: number) {
    this.topicPrefix = `${options.namespace}.`;
  }

  static async open({ servers, namespace, cities, linesAChunk }: ChaosPlatformOptions): Promise<ChaosPlatform> {
    const folder = await mkdtemp(join(tmpdir(), 'gongjiang-chaos-'));
    await mkdir(join(folder, 'cities'));
    for (const city of cities) await writeCity(join(folder, 'cities'), city);
    const secrets = newSecrets();
    const options: PlatformOptions = { servers, namespace, openingDay: CHAOS_OPENING_DAY, bankReturnDays: 1 };
    const issuer = await startProcess(ENTRIES.issuer, { environment: DEVELOPMENT });
    const mongo = await connectMongo({ url: servers.mongoUrl, database: `${namespace}_subsidy` });
    const platform = new ChaosPlatform(options, secrets, servers, folder, issuer, mongo, await freePort());
    await platform.appoint('none', []);
    try {
      await platform.openServices(linesAChunk);
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  get bank(): StartedProcess {
    return this.mortal('bank');
  }

  get subsidy(): StartedProcess {
    return this.mortal('api');
  }

  get relay(): StartedProcess {
    return this.mortal('relay');
  }

  get talent(): StartedProcess {
    return this.mortal('talent');
  }

  mortal(who: Mortal): KeptProcess {
    const found = this.mortals.get(who);
    if (!found) throw new Error(`${who} was never started`);
    return found;
  }

  startWorker(): Promise<StartedProcess> {
    throw new Error('Processes here are started again by themselves');
  }

  /** What awaits whoever comes by a place in this run. Its marks are files beside it, `<run>.<number>`. */
  async appoint(run: string, at: readonly { readonly place: string; readonly nth: number; readonly isSleep: boolean }[], isUpgraded = false): Promise<void> {
    await writeFile(join(this.folder, 'appointments.new'), JSON.stringify({ run, at, isUpgraded }));
    await rename(join(this.folder, 'appointments.new'), join(this.folder, 'appointments.json'));
  }

  /** Every worker goes, and comes back as whatever release holds now. */
  async renewWorkers(): Promise<void> {
    await Promise.all((['worker-1', 'worker-2'] as const).map((who) => this.mortal(who).kill('SIGKILL')));
  }

  /** A bank with new books, under the same address. */
  async newBank(): Promise<BankOffice> {
    await this.mortals.get('bank')?.stop();
    this.booksOfRun += 1;
    const environment = { ...DEVELOPMENT, ...bankEnvironment(this.options, this.secrets, this.folder), GONGJIANG_BANK_BOOKS: join(this.folder, `books-${this.booksOfRun}.jsonl`), GONGJIANG_BANK_PORT: String(this.bankPort) };
    this.mortals.set('bank', await KeptProcess.up(() => startProcess(ENTRIES.bank, { environment })));
    return new BankOffice(this.bank.url, this.secrets.bankKey);
  }

  /** What each process said last, for whoever asks why nothing goes on. */
  lastWords(): string {
    return [...this.mortals].map(([who, process]) => `${who} (${process.pid}): ${process.logs().trim().split('\n').slice(-LAST_LINES).join('\n    ')}`).join('\n  ');
  }

  /** Every job and lock is forgotten. */
  async flushRedis(): Promise<void> {
    await flushRedis(this.servers.redisUrl);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.mortals.values()].map((process) => process.stop()));
    await this.issuer.stop();
    await this.mongo.db.dropDatabase().catch(() => undefined);
    await this.mongo.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async openServices(linesAChunk: number): Promise<void> {
    await this.newBank();
    const [apiPort, registryPort] = [await freePort(), await freePort()];
    const registry = { ...DEVELOPMENT, GONGJIANG_REGISTRY_PORT: String(registryPort), GONGJIANG_REGISTRY_KEY: REGISTRY_KEY, GONGJIANG_REGISTRY_OPENING_DAY: CHAOS_OPENING_DAY };
    const service = {
      ...DEVELOPMENT, ...serviceEnvironment(this.options, this.secrets, { issuer: this.issuer.url, bank: this.bank.url }),
      GONGJIANG_SUBSIDY_CITIES: join(this.folder, 'cities'), GONGJIANG_SUBSIDY_PORT: String(apiPort), GONGJIANG_REGISTRY_URL: `http://127.0.0.1:${registryPort}`, GONGJIANG_REGISTRY_KEY: REGISTRY_KEY,
      GONGJIANG_REGISTRY_TIMEOUT_MS: '500', GONGJIANG_BANK_TIMEOUT_MS: '1500', GONGJIANG_AUDIT_SEAL_INTERVAL_MS: '500', GONGJIANG_KAFKA_PARTITIONS: '1', GONGJIANG_WORKER_LINES_A_CHUNK: String(linesAChunk),
    };
    const at = ['--folder', this.folder];
    const worker = (): Promise<StartedProcess> => startProcess(WITH_PLACES.worker, { environment: service, args: at });
    const starts: readonly (readonly [Mortal, () => Promise<StartedProcess>])[] = [
      ['registry', () => startProcess(WITH_PLACES.registry, { environment: registry })],
      ['api', () => startProcess(WITH_PLACES.api, { environment: service, args: at })],
      ['relay', () => startProcess(WITH_PLACES.relay, { environment: service, args: at })],
      ['worker-1', worker], ['worker-2', worker],
      ['talent', () => startProcess(ENTRIES.talent, { environment: service })],
    ];
    await Promise.all(starts.map(async ([who, start]) => this.mortals.set(who, await KeptProcess.up(start))));
  }
}

const DEVELOPMENT = { GONGJIANG_ENVIRONMENT: 'development' };
