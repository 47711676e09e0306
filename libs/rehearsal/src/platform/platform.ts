import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess, type StartedProcess } from '@gongjiang/servers';
import { newSecrets, type RehearsalSecrets } from './platform.secrets.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the three servers are. */
export interface ServerAddresses {
  readonly mongoUrl: string;
  readonly kafkaBrokers: string;
  readonly redisUrl: string;
  /** What services must know besides to be let in; nothing where doors are open. */
  readonly environment?: Environment;
}

/** The servers, as every process reads of them. */
export function serversEnvironment({ mongoUrl, kafkaBrokers, redisUrl, environment }: ServerAddresses): Environment {
  return { ...environment, GONGJIANG_MONGO_URL: mongoUrl, GONGJIANG_KAFKA_BROKERS: kafkaBrokers, GONGJIANG_REDIS_URL: redisUrl };
}

export interface PlatformOptions {
  readonly servers: ServerAddresses;
  /** Told apart from others on the same servers: databases, topics and keys begin with it. */
  readonly namespace: string;
  readonly workers?: number;
  /** Days from booking to the return of a payment whose account proves unusable. */
  readonly bankReturnDays?: number;
  readonly openingDay: string;
  /** Added to what every process reads, in the place of what the rehearsal sets by itself. */
  readonly environment?: Environment;
  /** Of the platform's own processes: bank and issuer stand for the world, and have what memory they want. */
  readonly nodeOptions?: readonly string[];
}

/** The whole platform on this machine, each service a process of its own. */
export interface Platform {
  readonly options: PlatformOptions;
  readonly secrets: RehearsalSecrets;
  readonly issuer: StartedProcess;
  readonly bank: StartedProcess;
  readonly subsidy: StartedProcess;
  readonly relay: StartedProcess;
  readonly talent: StartedProcess;
  readonly workers: StartedProcess[];
  readonly topicPrefix: string;
  startWorker(): Promise<StartedProcess>;
  stop(): Promise<void>;
}

/** One that can be given more of what shares its work. */
export interface GrowingPlatform extends Platform {
  /** Another process of the API, in the place of one that was stopped; it has an address of its own. */
  startSubsidy(): Promise<StartedProcess>;
  /** One more relay, or one in the place of another. */
  startRelay(): Promise<StartedProcess>;
  /** One more process of the talent database, which shares its work with the first. */
  startTalent(): Promise<StartedProcess>;
}

export const ENTRIES = {
  issuer: 'libs/security/dist/dev-issuer/main.js',
  bank: 'apps/sandbox-bank/dist/main.js',
  subsidy: 'apps/subsidy/dist/main.js',
  worker: 'apps/subsidy/dist/worker.js',
  relay: 'apps/subsidy/dist/relay.js',
  talent: 'apps/talent/dist/main.js',
} as const;

/** Starts issuer, bank, subsidy, its relay, its workers and talent. What was started is stopped, also where a later one fails. */
export async function startPlatform(options: PlatformOptions): Promise<GrowingPlatform> {
  const secrets = newSecrets();
  const folder = await mkdtemp(join(tmpdir(), 'gongjiang-rehearsal-'));
  const starts: Promise<StartedProcess>[] = [];
  const start = (entry: string, environment: Environment): Promise<StartedProcess> => {
    const process = startProcess(entry, { readyLine: /^(?:listening (http\S+)|ready)$/, environment: { GONGJIANG_ENVIRONMENT: 'development', ...environment, ...options.environment } });
    starts.push(process);
    return process;
  };
  const stop = async (): Promise<void> => {
    // One that was still starting when another failed is up a moment later.
    await Promise.allSettled(starts.map(async (process) => (await process).stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const [issuer, bank] = await Promise.all([start(ENTRIES.issuer, {}), start(ENTRIES.bank, bankEnvironment(options, secrets, folder))]);
    const service = serviceEnvironment(options, secrets, { issuer: issuer.url, bank: bank.url });
    const workers: StartedProcess[] = [];
    const startWorker = async (): Promise<StartedProcess> => {
      const worker = await start(ENTRIES.worker, service);
      workers.push(worker);
      return worker;
    };
    const firstWorkers = Array.from({ length: options.workers ?? 1 }, startWorker);
    const [subsidy, relay, talent] = await Promise.all([start(ENTRIES.subsidy, service), start(ENTRIES.relay, service), start(ENTRIES.talent, service), ...firstWorkers]);
    return {
      options, secrets, issuer, bank, subsidy, relay, talent, workers, topicPrefix: `${options.namespace}.`, startWorker, stop,
      startSubsidy: () => start(ENTRIES.subsidy, service), startRelay: () => start(ENTRIES.relay, service), startTalent: () => start(ENTRIES.talent, service),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function bankEnvironment(options: PlatformOptions, secrets: RehearsalSecrets, folder: string): Environment {
  return {
    GONGJIANG_BANK_BOOKS: join(folder, 'bank-books.jsonl'),
    GONGJIANG_BANK_KEY: secrets.bankKey,
    GONGJIANG_BANK_OPENING_DAY: options.openingDay,
    GONGJIANG_BANK_RETURN_DAYS: String(options.bankReturnDays ?? 2),
  };
}

export function serviceEnvironment({ servers, namespace, nodeOptions }: PlatformOptions, secrets: RehearsalSecrets, urls: { readonly issuer: string; readonly bank: string }): Environment {
  return {
    NODE_OPTIONS: nodeOptions?.join(' '),
    GONGJIANG_LOG_LEVEL: 'warn',
    // A rehearsal hurries through its month as a handful of officers, from one address.
    GONGJIANG_CALLS_A_MINUTE: '10000000',
    GONGJIANG_PUBLIC_CALLS_A_MINUTE: '10000000',
    ...serversEnvironment(servers),
    GONGJIANG_KAFKA_TOPIC_PREFIX: `${namespace}.`,
    GONGJIANG_REDIS_PREFIX: namespace,
    GONGJIANG_SUBSIDY_DATABASE: `${namespace}_subsidy`,
    GONGJIANG_TALENT_DATABASE: `${namespace}_talent`,
    GONGJIANG_OIDC_ISSUER: urls.issuer,
    GONGJIANG_OIDC_JWKS: `${urls.issuer}/jwks`,
    GONGJIANG_FIELD_KEYS: secrets.fieldKeys,
    GONGJIANG_PERSON_TOKEN_KEY: secrets.personTokenKey,
    GONGJIANG_SAME_KIND_KEY: secrets.sameKindKey,
    GONGJIANG_BANK_URL: urls.bank,
    GONGJIANG_BANK_KEY: secrets.bankKey,
  };
}
