import { availableParallelism } from 'node:os';
import { ensureTopics, KafkaPublisher } from '@gongjiang/messaging';
import { connectMongo, inTransaction, type MongoConnection } from '@gongjiang/persistence';
import { startProcess, type RunningServers } from '@gongjiang/servers';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { usageOf, type Pids } from '../usage.reader.js';
import { booksOf, payAt } from './bare.bank.js';
import { amountOf, CLAUSE, eventTextOf, ledgerLinesOf, PERIOD, TOPIC, type BareBudget, type BareInstruction, type BareSettings, type LedgerLine } from './bare.shapes.js';
import { bareFaults, nthPerson, seedBare } from './bare.world.js';
import { noGuards } from './bare.guards.js';
import { pipelineFigures, type PipelineFigures, type PipelineProcess } from './pipeline.figures.js';

const ENTRY = 'apps/cli/dist/bench/yardstick/bare.process.js';
/** As many at once as the figures of the prototype were made with. */
const AT_ONCE = 32;

export interface NaivePlan {
  readonly servers: RunningServers;
  readonly database: string;
  readonly persons: number;
}

interface Ports {
  readonly connection: MongoConnection;
  readonly publisher: KafkaPublisher;
  readonly bankUrl: string;
}

/** How it would be done without a thought: for each person a job, a transaction on the one budget, a call to the bank, and a send to Kafka. */
export async function measureNaive({ servers, database, persons }: NaivePlan): Promise<PipelineFigures> {
  const settings: BareSettings = { role: 'bank', mongoUrl: servers.mongoUrl, database, kafkaBrokers: servers.kafkaBrokers, kafkaEnvironment: {}, bankUrl: '-', sealKey: null };
  const bank = await startProcess(ENTRY, { args: [JSON.stringify(settings)] });
  const connection = await connectMongo({ url: servers.mongoUrl, database });
  const redis = new Redis(servers.redisUrl, { maxRetriesPerRequest: null });
  const kafka = { brokers: servers.kafkaBrokers.split(','), service: 'naive', topicPrefix: `${database}.` };
  await ensureTopics(kafka, [TOPIC]);
  const publisher = new KafkaPublisher(kafka);
  const queue = new Queue<{ nth: number }>('naive', { connection: redis, prefix: database });
  try {
    const budgetFen = await seedBare(connection, { persons, funds: 1, cipher: noGuards.cipher });
    const ports: Ports = { connection, publisher, bankUrl: bank.url };
    const pids: Pids<PipelineProcess> = {
      mongod: [servers.servers.mongo.pid], kafka: [servers.servers.kafka.pid], redis: [servers.servers.redis.pid],
      worker: [process.pid], relay: [], bank: [bank.pid], bench: [],
    };
    const before = usageOf(pids);
    await payEverybody(queue, redis, persons, (nth) => payOne(ports, nth));
    const after = usageOf(pids);
    const faults = (await bareFaults(connection, await booksOf(bank.url), { persons, budgetFen })).map((fault) => fault.replace('bare', 'naive'));
    return pipelineFigures({ before, after, lines: persons, cores: availableParallelism(), faults });
  } finally {
    await queue.obliterate({ force: true });
    await queue.close();
    redis.disconnect();
    await publisher.close();
    await connection.db.dropDatabase();
    await connection.close();
    await bank.stop();
  }
}

async function payEverybody(queue: Queue<{ nth: number }>, redis: Redis, persons: number, pay: (nth: number) => Promise<void>): Promise<void> {
  const worker = new Worker<{ nth: number }>(queue.name, (job) => pay(job.data.nth), { connection: redis, prefix: queue.opts.prefix ?? '', concurrency: AT_ONCE });
  try {
    const done = new Promise<void>((resolve, reject) => {
      let left = persons;
      worker.on('completed', () => { left -= 1; if (left === 0) resolve(); });
      worker.on('failed', (_job, error) => reject(error));
      worker.on('error', reject);
    });
    const add = async (): Promise<void> => { for (let nth = 0; nth < persons; nth += 1) await queue.add('pay', { nth }, { removeOnComplete: true }); };
    // Together: what fails while jobs are still being added is told of, and ends no process.
    await Promise.all([done, add()]);
  } finally {
    await worker.close();
  }
}

async function payOne({ connection, publisher, bankUrl }: Ports, nth: number): Promise<void> {
  const { db } = connection;
  const person = nthPerson(nth);
  const [instructions, ledger, budgets] = [db.collection<BareInstruction>('instructions'), db.collection<LedgerLine>('ledger'), db.collection<BareBudget>('budgets')];
  const instruction: BareInstruction = {
    _id: `${person._id}|${CLAUSE}|${PERIOD}`, batch: 'naive-2026-10', chunk: '-', person: person._id, clause: CLAUSE, period: PERIOD, amountFen: amountOf(person),
    account: person.account, rule: 'bare/1#level-named,employed,in-shortage', state: 'SENDING', bankRef: null,
  };
  await inTransaction(connection, async (session) => {
    await budgets.updateOne({ _id: 'fund-0' }, { $inc: { leftFen: -instruction.amountFen } }, { session });
    await instructions.insertOne(instruction, { session });
    await ledger.insertMany([...ledgerLinesOf(instruction)], { session });
  }, { timeoutMs: 120_000 });
  const [answer] = await payAt(bankUrl, [{ id: instruction._id, amountFen: instruction.amountFen, account: instruction.account, name: person.name }]);
  const settled: BareInstruction = { ...instruction, state: 'SETTLED', bankRef: answer?.ref ?? null };
  await instructions.updateOne({ _id: instruction._id, state: 'SENDING' }, { $set: { state: settled.state, bankRef: settled.bankRef } });
  await publisher.send([{ topic: TOPIC, key: person._id, value: eventTextOf(settled), headers: { 'content-type': 'application/cloudevents+json' } }]);
}
