import { connectMongo, type MongoConnection } from '@gongjiang/persistence';
import { OPENING_DAY, startPlatform, type Platform, type SampleSummary } from '@gongjiang/rehearsal';
import type { RunningServers } from '@gongjiang/servers';
import { Redis } from 'ioredis';
import { bankEnvironment, type BankWay } from './bank.settings.js';
import { PROCESSES, type ProcessName, type Snapshot } from './bench.figures.js';
import { mongoCounts } from './mongo.reader.js';
import { peakRssOf, forgetPeakOf } from './processes.reader.js';
import { redisCommands } from './redis.reader.js';
import { usageOf, type Pids } from './usage.reader.js';

/** Characters of a log that say why a month broke. */
const LAST_WORDS = 2_000;

export interface MonthPlan {
  readonly servers: RunningServers;
  readonly sample: SampleSummary;
  /** For what is written meanwhile. */
  readonly folder: string;
  /** Databases, topics and keys begin with it: one for each run. */
  readonly namespace: string;
  readonly workers: number;
  readonly bank: BankWay;
  /** What every process of the platform is started with. */
  readonly nodeOptions: readonly string[];
  readonly say: (sentence: string) => void;
}

/** A platform with nothing in it, and those who look at it. */
export interface MonthStage {
  readonly plan: MonthPlan;
  readonly platform: Platform;
  readonly subsidy: MongoConnection;
  readonly redis: Redis;
  snapshot(): Promise<Snapshot>;
  peakRssBytes(): Readonly<Record<ProcessName, number>>;
}

/** Starts a platform of its own for the work; stops it and drops its databases, however the work ends. */
export async function onStage<Value>(plan: MonthPlan, work: (stage: MonthStage) => Promise<Value>): Promise<Value> {
  const { servers, namespace, workers, nodeOptions } = plan;
  const platform = await startPlatform({ servers, namespace, openingDay: OPENING_DAY, workers, nodeOptions, environment: await bankEnvironment(plan.bank, plan.folder) });
  const subsidy = await connectMongo({ url: servers.mongoUrl, database: `${namespace}_subsidy` });
  const redis = new Redis(servers.redisUrl, { maxRetriesPerRequest: null });
  try {
    const pids = pidsOf(servers, platform);
    for (const pid of Object.values(pids).flat()) forgetPeakOf(pid);
    return await work({
      plan, platform, subsidy, redis,
      snapshot: async () => ({ ...usageOf(pids), mongo: await mongoCounts(subsidy), redis: await redisCommands(redis) }),
      peakRssBytes: () => Object.fromEntries(PROCESSES.map((name) => [name, Math.max(0, ...pids[name].map(peakRssOf))])) as Record<ProcessName, number>,
    });
  } catch (error) {
    for (const service of [platform.subsidy, platform.relay, ...platform.workers]) plan.say(`Last words of process ${service.pid}:\n${service.logs().slice(-LAST_WORDS)}`);
    throw error;
  } finally {
    await platform.stop();
    for (const name of ['subsidy', 'talent']) await subsidy.client.db(`${namespace}_${name}`).dropDatabase();
    await subsidy.close();
    redis.disconnect();
  }
}

function pidsOf({ servers }: RunningServers, platform: Platform): Pids<ProcessName> {
  return {
    mongod: [servers.mongo.pid], kafka: [servers.kafka.pid], redis: [servers.redis.pid],
    bank: [platform.bank.pid], subsidy: [platform.subsidy.pid], relay: [platform.relay.pid], worker: platform.workers.map(({ pid }) => pid),
    talent: [platform.talent.pid], issuer: [platform.issuer.pid], bench: [process.pid],
  };
}
