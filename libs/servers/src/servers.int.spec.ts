import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverStates, stopKeptServers } from './kept-servers.js';
import { isAlive } from './process/process-group.js';
import type { ReplicaSet } from './mongo/mongo.members.js';
import { startServers, type RunningServers } from './start-servers.js';

/** Their own servers: those that all tests share must not be killed. */
const ownServers = (): Promise<RunningServers> => startServers({ data: { kind: 'ephemeral' }, given: {} });

/** The two that this part leaves alone. */
const serverOfTests = (name: string): string => process.env[name] ?? '';

const pidsOf = (running: RunningServers): number[] => Object.values(running.servers).flatMap(({ pid }) => (pid === undefined ? [] : [pid]));

/** The data folder of the servers, read off the command line of one of them. */
const folderOf = (pid: number): string => dirname(dirname(/--dbpath\0([^\0]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1] ?? ''));

/** What it answers, or why it does not. */
async function askRedis(address: string, ca?: string): Promise<string> {
  const redis = new Redis(address, { ...(ca !== undefined && address.startsWith('rediss:') ? { tls: { ca } } : {}), lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  const why: string[] = [];
  redis.on('error', ({ message }: Error) => why.push(message));
  try {
    await redis.connect();
    return await redis.ping();
  } catch (error) {
    return [...why, (error as Error).message].join('; ');
  } finally {
    redis.disconnect();
  }
}

async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!holds() && performance.now() < deadline) await pause(50);
  return holds();
}

describe('MongoDB, Kafka and Redis, started for tests', () => {
  let running: RunningServers;
  beforeAll(async () => { running = await ownServers(); });
  afterAll(async () => { await running.stop(); });

  it('MongoDB commits a transaction whole or not at all', async () => {
    const client = await MongoClient.connect(running.mongoUrl);
    const lines = client.db('t').collection<{ _id: string }>('lines');
    await client.withSession((session) => session.withTransaction(async () => { await lines.insertMany([{ _id: 'a' }, { _id: 'b' }], { session }); }));
    const failing = client.withSession((session) => session.withTransaction(async () => {
      await lines.insertOne({ _id: 'c' }, { session });
      throw new Error('the second write failed');
    }));
    await expect(failing).rejects.toThrow('the second write failed');
    expect(await lines.distinct('_id')).toEqual(['a', 'b']);
    await client.close();
  });

  it('MongoDB ends a transaction that its client left lying after nine seconds, not ninety', async () => {
    const client = await MongoClient.connect(running.mongoUrl);
    const { transactionLifetimeLimitSeconds } = await client.db('admin').command({ getParameter: 1, transactionLifetimeLimitSeconds: 1 });
    // The server looks for them every half of it.
    expect(Number(transactionLifetimeLimitSeconds) * 1.5).toBe(9);
    await client.close();
  });

  it('Kafka hands on what it was given, and makes no topic by itself', async () => {
    const kafka = new kafkajs.Kafka({ brokers: [running.kafkaBrokers], logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    // The producer's first look waits until the broker knows of it; the admin's own waiting gives up while the news spreads.
    await admin.createTopics({ topics: [{ topic: 'facts', numPartitions: 1 }], waitForLeaders: false });
    const producer = kafka.producer({ idempotent: true });
    await producer.connect();
    await producer.send({ topic: 'facts', acks: -1, messages: [{ key: 'p', value: 'certificate issued' }] });
    const consumer = kafka.consumer({ groupId: 'readers' });
    await consumer.subscribe({ topic: 'facts', fromBeginning: true });
    const read = await new Promise<string>((resolve) => { void consumer.run({ eachMessage: async ({ message }) => { resolve(String(message.value)); } }); });
    expect(read).toBe('certificate issued');
    expect((await admin.listTopics()).filter((topic) => !topic.startsWith('__'))).toEqual(['facts']);
    await Promise.all([consumer.disconnect(), producer.disconnect(), admin.disconnect()]);
  });

  it('Redis refuses when full and writes its file every second', async () => {
    const redis = new Redis(running.redisUrl);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await redis.config('GET', 'appendfsync')).toEqual(['appendfsync', 'everysec']);
    await redis.set('wake', 'chunk-1');
    expect(await redis.get('wake')).toBe('chunk-1');
    redis.disconnect();
  });

  it.each(['mongo', 'kafka', 'redis'] as const)('%s, killed and started again, is at the same address with its data', async (name) => {
    const { mongo, redis } = running.servers;
    await keep(mongo.address, redis.address);
    const before = running.servers[name].pid;
    await running.servers[name].kill('SIGKILL');
    expect(running.servers[name].pid).toBeUndefined();
    await running.servers[name].restart();
    expect(running.servers[name].pid).not.toBe(before);
    expect(await kept(mongo.address, redis.address)).toEqual({ inMongo: 1, inRedis: 'kept' });
  });
});

describe('MongoDB as a set of three', () => {
  let running: RunningServers;
  beforeAll(async () => {
    const { kafkaBrokers: kafka, redisUrl: redis } = { kafkaBrokers: serverOfTests('GONGJIANG_KAFKA_BROKERS'), redisUrl: serverOfTests('GONGJIANG_REDIS_URL') };
    running = await startServers({ data: { kind: 'ephemeral' }, given: { kafka, redis }, mongo: { members: 3 } });
  });
  afterAll(async () => { await running.stop(); });

  it('has another primary when the first is killed, and keeps what was written', async () => {
    const set = running.replicaSet as ReplicaSet;
    const client = await MongoClient.connect(running.mongoUrl);
    const lines = client.db('t').collection<{ _id: string }>('lines');
    await lines.insertOne({ _id: 'a' }, { writeConcern: { w: 'majority' } });
    const first = await set.primary();
    await first.kill('SIGKILL');
    const second = await set.primary();
    expect(second).not.toBe(first);
    expect(await lines.countDocuments()).toBe(1);
    await first.restart();
    await set.stepDown();
    expect(await set.primary()).not.toBe(second);
    await client.close();
  });

  it('fails a command as often as it is told', async () => {
    const set = running.replicaSet as ReplicaSet;
    const client = await MongoClient.connect(running.mongoUrl, { retryReads: false });
    const told = client.db('t').collection<{ _id: string }>('told');
    await told.insertOne({ _id: 'a' });
    await set.failCommands({ times: 1 }, { failCommands: ['find'], errorCode: 2 });
    await expect(told.findOne()).rejects.toMatchObject({ code: 2 });
    expect(await told.findOne()).toEqual({ _id: 'a' });
    await client.close();
  });
});

describe('secured servers', () => {
  it('are for temporary data, and of a replica set of several members there are none', async () => {
    await expect(startServers({ data: { kind: 'kept', folder: '/nowhere' }, given: {}, isSecured: true })).rejects.toThrow('temporary data');
    await expect(startServers({ data: { kind: 'ephemeral' }, given: {}, isSecured: true, mongo: { members: 3 } })).rejects.toThrow('open to all');
  });

  it('say how to be let in by those that were started, and by no other', async () => {
    const given = { mongo: serverOfTests('GONGJIANG_MONGO_URL'), kafka: serverOfTests('GONGJIANG_KAFKA_BROKERS') };
    const running = await startServers({ data: { kind: 'ephemeral' }, given, isSecured: true });
    try {
      const { username, password } = new URL(running.redisUrl);
      expect(Object.keys(running.environment).filter((name) => !/_URL$|_BROKERS$/.test(name))).toEqual(['NODE_EXTRA_CA_CERTS']);
      const ca = readFileSync(running.environment['NODE_EXTRA_CA_CERTS'] ?? '', 'utf8');
      expect(await askRedis(running.redisUrl, ca)).toBe('PONG');
      expect(readFileSync(`/proc/${running.servers.redis.pid}/cmdline`, 'utf8')).not.toContain(password);
      expect(await askRedis(running.redisUrl)).toMatch('certificate');
      expect(await askRedis(running.redisUrl.replace(`${username}:${password}@`, ''), ca)).toMatch('NOAUTH');
      expect(await askRedis(running.redisUrl.replace('rediss:', 'redis:'), ca)).toMatch('closed');
    } finally {
      await running.stop();
    }
  });
});

describe('what is started never outlives its purpose', () => {
  it('a stop leaves no process and no folder', async () => {
    const running = await ownServers();
    const pids = pidsOf(running);
    const folder = folderOf(running.servers.mongo.pid ?? 0);
    expect(pids).toHaveLength(3);
    expect(readdirSync(folder)).toContain('mongo.pid');
    await running.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('a starter killed by SIGKILL takes its servers and their folder with it', async () => {
    const built = join(import.meta.dirname, '../dist/index.js');
    const text = `const { startServers } = await import(${JSON.stringify(built)});
      const { servers } = await startServers({ data: { kind: 'ephemeral' }, given: {} });
      console.log(Object.values(servers).map((server) => server.pid).join(' '));
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } });
    const line = await new Promise<string>((resolve) => starter.stdout.setEncoding('utf8').once('data', resolve));
    const pids = line.trim().split(' ').map(Number);
    const folder = folderOf(pids[0] ?? 0);
    expect(pids.filter(isAlive)).toHaveLength(3);
    starter.kill('SIGKILL');
    expect(await until(() => !pids.some(isAlive) && !existsSync(folder), 60_000)).toBe(true);
  });
});

describe('servers that are kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-servers-'));
  const start = (): Promise<RunningServers> => startServers({ data: { kind: 'kept', folder }, given: {} });
  afterAll(async () => {
    await stopKeptServers(folder);
    rmSync(folder, { recursive: true });
  });

  it('are found again by the next command, and keep their data and addresses over a restart', async () => {
    const first = await start();
    await keep(first.mongoUrl, first.redisUrl);
    expect(pidsOf(await start())).toEqual(pidsOf(first));
    expect(await stopKeptServers(folder)).toEqual(['mongo', 'kafka', 'redis']);
    expect(await stopKeptServers(folder)).toEqual([]);
    const second = await start();
    expect(second.environment).toEqual(first.environment);
    expect(await kept(second.mongoUrl, second.redisUrl)).toEqual({ inMongo: 1, inRedis: 'kept' });
  });

  it('say what they are', async () => {
    await start();
    const states = await serverStates(folder, {});
    expect(states.map(({ name, isUp }) => ({ name, isUp }))).toEqual([{ name: 'mongo', isUp: true }, { name: 'kafka', isUp: true }, { name: 'redis', isUp: true }]);
  });
});

async function keep(mongoUrl: string, redisUrl: string): Promise<void> {
  const client = await MongoClient.connect(mongoUrl);
  await client.db('kept').collection<{ _id: string }>('lines').updateOne({ _id: 'kept' }, { $set: { at: 1 } }, { upsert: true, writeConcern: { w: 'majority', journal: true } });
  await client.close();
  const redis = new Redis(redisUrl);
  await redis.set('kept', 'kept');
  await until(() => false, 1_100); // Redis promises the last second to nobody
  redis.disconnect();
}

async function kept(mongoUrl: string, redisUrl: string): Promise<{ inMongo: number; inRedis: string | null }> {
  const client = await MongoClient.connect(mongoUrl);
  const inMongo = await client.db('kept').collection('lines').countDocuments();
  await client.close();
  const redis = new Redis(redisUrl);
  const inRedis = await redis.get('kept');
  redis.disconnect();
  return { inMongo, inRedis };
}
