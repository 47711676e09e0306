import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentSettled } from '@gongjiang/contracts';
import { inTransaction } from '@gongjiang/persistence';
import { startServers, type RunningServers } from '@gongjiang/servers';
import { eventually, serverAddress, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { EventRelay, ensureTopics, KafkaPublisher, MongoDeadLetters, MongoLease, MongoOutbox, outgoingEvent, type KafkaSettings } from '../index.js';
import { KafkaStrategy } from '../nest.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';

let database: TestDatabase;
let own: RunningServers;
let stop: (() => Promise<void>)[] = [];

beforeAll(async () => {
  database = await testDatabase();
  // A broker of its own: all other tests need theirs.
  own = await startServers({ data: { kind: 'ephemeral' }, given: { mongo: serverAddress('GONGJIANG_MONGO_URL'), redis: serverAddress('GONGJIANG_REDIS_URL') } });
});
afterAll(async () => {
  await Promise.all(stop.map((end) => end()));
  await own.stop();
  await database.close();
});

describe('while Kafka is away', () => {
  test('events wait in the outbox and nothing else stops; when it is back they all go, and consumers go on by themselves', async () => {
    const settings: KafkaSettings = { ...testKafka('subsidy'), brokers: [own.kafkaBrokers] };
    const outbox = new MongoOutbox(database.db);
    await outbox.prepare();
    await ensureTopics(settings, [paymentSettled.topic]);
    const taken = await consume(settings);
    const relay = startRelay(settings, outbox);
    const append = (item: number): Promise<void> => inTransaction(database, (session) => outbox.append(session, [settledEvent(item, `item-${item}`, 1)]));

    for (let item = 0; item < 100; item += 1) await append(item);
    await eventually(() => taken.size === 100);

    await own.servers.kafka.kill('SIGKILL');
    for (let item = 100; item < 300; item += 1) await append(item);
    await eventually(() => expect(relay.state()[0]?.failure?.message).toMatch(/./));
    expect((await outbox.waiting()).count).toBe(200);

    await own.servers.kafka.restart();
    await eventually(() => taken.size === 300);
    await eventually(async () => (await outbox.waiting()).count === 0);
    expect(relay.state()[0]?.failure).toBeNull();
  });

  test('a service that takes events starts all the same, and takes them in when it is back', async () => {
    const settings: KafkaSettings = { ...testKafka('late'), brokers: [own.kafkaBrokers] };
    await own.servers.kafka.kill('SIGKILL');
    const taken = await consume(settings);
    await own.servers.kafka.restart();
    await ensureTopics(settings, [paymentSettled.topic]);
    const publisher = new KafkaPublisher(settings);
    stop.push(() => publisher.close());
    await publisher.publish([outgoingEvent(settledEvent(1, 'late', 1))]);
    await eventually(() => taken.has('late'));
  });
});

async function consume(settings: KafkaSettings): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  const strategy = new KafkaStrategy({
    kafka: settings, consumes: [paymentSettled], deadLetters: new MongoDeadLetters(database.db),
    exit: (reason) => { throw reason; },
  });
  strategy.onBatch('outage', [paymentSettled], async (events) => { for (const { subject } of events) taken.add(subject); });
  await new Promise<void>((resolve, reject) => strategy.listen((error) => (error ? reject(error) : resolve())));
  stop.push(() => strategy.close());
  return taken;
}

function startRelay(settings: KafkaSettings, outbox: MongoOutbox): EventRelay {
  const publisher = new KafkaPublisher(settings);
  const relay = new EventRelay({ publisher, outbox, leaseOf: (name) => new MongoLease(database.db, { name, holder: 'one' }) });
  relay.start();
  stop.push(async () => { await relay.stop(); await publisher.close(); });
  return relay;
}
