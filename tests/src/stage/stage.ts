import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CityCode } from '@gongjiang/kernel';
import { connectMongo } from '@gongjiang/persistence';
import { BankOffice, CityOffice, generateSample, OPENING_DAY, REHEARSED_MONTH, startPlatform, type GrowingPlatform, type PlatformOptions, type SampleSummary, type ServerAddresses } from '@gongjiang/rehearsal';
import { serverAddress, testNamespace } from '@gongjiang/testing';
import { kafkaOn } from './kafka.client.js';

/** A platform of a spec's own on the shared servers, and the sample city that its month is about. */
export interface Stage {
  readonly platform: GrowingPlatform;
  readonly sample: SampleSummary;
  readonly bank: BankOffice;
  office(city: CityCode): CityOffice;
  /** Called before the platform stops: for whatever hangs on it. */
  beforeClose(stop: () => Promise<unknown>): void;
}

export interface StageOptions extends Partial<Pick<PlatformOptions, 'environment' | 'workers' | 'servers'>> {
  readonly persons: number;
}

interface OpenStage extends Stage { close(): Promise<void> }

/** Every spec pays the city of the same seed: a fault is met again by running it again. */
const SEED = 1;
const stages: Promise<OpenStage>[] = [];

/** Writes the sample's files and starts the platform. */
export function openStage(options: StageOptions): Promise<Stage> {
  const stage = open(options);
  stages.push(stage);
  return stage;
}

/** Stops every process and removes what was written, also where a stage was still opening when its time was over. */
export async function closeStages(): Promise<void> {
  for (const stage of stages.splice(0)) await (await stage.catch(() => undefined))?.close();
}

async function open({ persons, servers = sharedServers(), ...options }: StageOptions): Promise<OpenStage> {
  const { prefix } = testNamespace();
  const folder = await mkdtemp(join(tmpdir(), `gongjiang-${prefix}-`));
  const removeFiles = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const before: (() => Promise<unknown>)[] = [];
  try {
    const sample = await generateSample({ persons, seed: SEED, folder, period: REHEARSED_MONTH });
    const platform = await startPlatform({ ...options, servers, namespace: prefix, openingDay: OPENING_DAY });
    return {
      platform,
      sample,
      bank: new BankOffice(platform.bank.url, platform.secrets.bankKey),
      office: (city) => new CityOffice(platform, city),
      beforeClose: (stop) => { before.push(stop); },
      close: async () => {
        await Promise.all(before.map((stop) => stop()));
        await platform.stop();
        await Promise.all([dropDatabases(servers, prefix), deleteTopics(servers, platform.topicPrefix), removeFiles()]);
      },
    };
  } catch (error) {
    await removeFiles();
    throw error;
  }
}

/** The servers that Jest's set-up found or started. */
export function sharedServers(): ServerAddresses {
  return { mongoUrl: serverAddress('GONGJIANG_MONGO_URL'), kafkaBrokers: serverAddress('GONGJIANG_KAFKA_BROKERS'), redisUrl: serverAddress('GONGJIANG_REDIS_URL') };
}

async function dropDatabases({ mongoUrl }: ServerAddresses, prefix: string): Promise<void> {
  for (const service of ['subsidy', 'talent']) {
    const connection = await connectMongo({ url: mongoUrl, database: `${prefix}_${service}` });
    try {
      await connection.db.dropDatabase();
    } finally {
      await connection.close();
    }
  }
}

async function deleteTopics(servers: ServerAddresses, topicPrefix: string): Promise<void> {
  const admin = kafkaOn(servers).admin();
  try {
    await admin.connect();
    const own = (await admin.listTopics()).filter((topic) => topic.startsWith(topicPrefix));
    if (own.length > 0) await admin.deleteTopics({ topics: own });
  } finally {
    await admin.disconnect();
  }
}
