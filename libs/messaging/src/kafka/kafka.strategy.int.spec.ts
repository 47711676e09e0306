import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeEvent, paymentRejected, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { eventually, serverAddress, startProcess, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { ensureTopics, KafkaPublisher, MongoDeadLetters, outgoingEvent, PoisonEvent, replayDeadLetter, type KafkaSettings } from '../index.js';
import { KafkaStrategy } from '../nest.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';
import { kafkaOf } from './kafka.client.js';
import { groupIdOf, topicNameOf } from './kafka.settings.js';

let database: TestDatabase;
let settings: KafkaSettings;
let letters: MongoDeadLetters;
let publisher: KafkaPublisher;
let strategies: KafkaStrategy[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  settings = { ...testKafka('talent'), partitions: 1 };
  letters = new MongoDeadLetters(database.db);
  publisher = new KafkaPublisher(settings);
  await ensureTopics(settings, [paymentSettled.topic]);
});
afterEach(async () => {
  await Promise.all(strategies.map((strategy) => strategy.close()));
  strategies = [];
  await publisher.close();
  await Promise.all(['dead_letters', 'inbox', 'effects'].map((name) => database.db.collection(name).deleteMany({})));
});
afterAll(() => database.close());

/** A topic, as the protocol numbers what has settings. */
const TOPIC_RESOURCE = 2;

type Handler = (events: readonly CloudEvent[]) => Promise<void>;

async function consume(handler: Handler): Promise<KafkaStrategy> {
  const strategy = new KafkaStrategy({ kafka: settings, consumes: [paymentSettled], deadLetters: letters, delivery: { tries: 2, backoffMs: 1, timeoutMs: 2_000 } });
  strategies.push(strategy);
  strategy.onBatch('test', [paymentSettled], handler);
  await new Promise<void>((resolve, reject) => strategy.listen((error) => (error ? reject(error) : resolve())));
  return strategy;
}

const takesEvents = (strategy: KafkaStrategy): Promise<number> | undefined => strategy.readings()['gongjiang_takes_events']?.read();

async function membersOfTheGroup(): Promise<number> {
  const admin = kafkaOf(settings).admin();
  await admin.connect();
  const { groups: [group] } = await admin.describeGroups([groupIdOf(settings)]);
  await admin.disconnect();
  return group?.members.length ?? 0;
}

const send = (values: readonly string[]): Promise<void> => publisher.publish(values.map((value) => ({ topic: paymentSettled.topic, key: 'k', value })));
const events = (count: number): CloudEvent[] => Array.from({ length: count }, (_, at) => settledEvent(at, `item-${at}`, 1));

describe('the Kafka strategy', () => {
  test('buries what nobody can read and goes on with its neighbours', async () => {
    const [first, second] = events(2).map(encodeEvent);
    const wrongData = JSON.stringify({ ...settledEvent(1, 'x', 1), data: { attempt: 1 } });
    const wrongVersion = JSON.stringify({ ...settledEvent(1, 'x', 1), type: 'gongjiang.subsidy.payment.settled.v2' });
    const taken: string[] = [];
    await send([first ?? '', '{"no":', '', JSON.stringify({ id: 'x' }), wrongData, wrongVersion, 'x'.repeat(200_000), second ?? '']);
    await consume(async (batch) => { taken.push(...batch.map(({ subject }) => subject)); });
    await eventually(() => expect(taken).toEqual(['item-0', 'item-1']));
    const codes = (await letters.list({ limit: 10 })).map(({ error }) => error.code);
    expect(codes.toSorted()).toEqual(['event.field-invalid', 'event.field-invalid', 'event.not-json', 'event.not-json', 'event.too-large', 'event.unknown-version']);
  });

  test('buries ten megabytes that a topic let through, keeps enough of them to find their sender, and goes on with the neighbours', async () => {
    const admin = kafkaOf(settings).admin();
    await admin.connect();
    await admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC_RESOURCE, name: topicNameOf(settings, paymentSettled.topic), configEntries: [{ name: 'max.message.bytes', value: '20000000' }] }] });
    await admin.disconnect();
    const [first, second] = events(2).map(encodeEvent);
    const taken: string[] = [];
    for (const value of [first ?? '', 'x'.repeat(10_000_000), second ?? '']) await send([value]);
    await consume(async (batch) => { taken.push(...batch.map(({ subject }) => subject)); });
    await eventually(() => expect(taken).toEqual(['item-0', 'item-1']));
    expect((await letters.list({ limit: 10 })).map(({ error, truncated, key }) => [error.code, truncated, key])).toEqual([['event.too-large', true, 'k']]);
  });

  test('tells operators whether it has its place among those that take events', async () => {
    const strategy = await consume(() => Promise.resolve());
    expect(await takesEvents(strategy)).toBe(0);
    await eventually(async () => expect(await takesEvents(strategy)).toBe(1));
    await strategy.close();
    expect(await takesEvents(strategy)).toBe(0);
  });

  test('answers who calls it, though no broker is there, and says that it takes no events', async () => {
    settings = { ...settings, brokers: ['127.0.0.1:1'] };
    const strategy = await consume(() => Promise.resolve());
    expect(await takesEvents(strategy)).toBe(0);
    await strategy.close();
  });

  test('can be closed while it waits for a broker that takes connections and never answers', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    settings = { ...settings, brokers: [`127.0.0.1:${(mute.address() as AddressInfo).port}`] };
    const strategy = await consume(() => Promise.resolve());
    const [waiting] = (await once(mute, 'connection')) as [Socket];
    await strategy.close();
    expect(await takesEvents(strategy)).toBe(0);
    waiting.destroy();
    mute.close();
  }, 20_000); // A request gives up after 30 s.

  test.each([0, 50, 150, 600])('can be closed %d ms after it began to come in, and nobody takes its place afterwards', async (afterMs) => {
    const strategy = await consume(() => Promise.resolve());
    await pause(afterMs);
    await strategy.close();
    await pause(1_000); // A consumer that starts again by itself does so within this.
    expect([await membersOfTheGroup(), await takesEvents(strategy)]).toEqual([0, 0]);
  });

  test('passes over events that it does not subscribe', async () => {
    const taken: string[] = [];
    const rejected = { ...settledEvent(1, 'rejected', 1), type: paymentRejected.type };
    const unknown = { ...settledEvent(1, 'unknown', 1), type: 'gongjiang.subsidy.payment.confirmed.v1' };
    await send([rejected, unknown, settledEvent(1, 'settled', 1)].map((event) => JSON.stringify(event)));
    await consume(async (batch) => { taken.push(...batch.map(({ subject }) => subject)); });
    await eventually(() => expect(taken).toEqual(['settled']));
    expect(await letters.list({ limit: 10 })).toEqual([]);
  });

  test('finds the one event of a thousand that its bulk handler cannot take', async () => {
    const taken = new Set<string>();
    const sizes: number[] = [];
    await publisher.publish(events(1_000).map(outgoingEvent).map((event) => ({ ...event, key: 'k' })));
    await consume(async (batch) => {
      sizes.push(batch.length);
      if (batch.some(({ subject }) => subject === 'item-617')) throw new Error('the 617th is broken');
      for (const { subject } of batch) taken.add(subject);
    });
    await eventually(() => expect(taken.size).toBe(999));
    expect(Math.max(...sizes)).toBeGreaterThan(100);
    await eventually(async () => expect((await letters.list({ limit: 10 })).map(({ eventId, error }) => [eventId, error.message])).toEqual([[settledEvent(617, 'item-617', 1).id, 'Error: the 617th is broken']]));
  });

  test('tries no second time what its handler calls poison, and buries what never ends', async () => {
    let calls = 0;
    await send(['poison', 'endless', 'last'].map((item) => encodeEvent(settledEvent(1, item, 1))));
    await consume(async ([event, ...more]) => {
      if (more.length > 0) throw new Error('one at a time');
      if (event?.subject === 'endless') await new Promise(() => undefined);
      if (event?.subject !== 'poison') return;
      calls += 1;
      throw new PoisonEvent('claim.unknown-person', 'nobody has this token');
    });
    await eventually(async () => expect((await letters.list({ limit: 10 })).map(({ error }) => error.code).toSorted()).toEqual(['claim.unknown-person', 'event.handler-failed']));
    expect(calls).toBe(1);
  });

  test('gives a dead letter again when it is replayed, to its own service, and notes that it was taken', async () => {
    let isBroken = true;
    const taken: string[] = [];
    await send([encodeEvent(settledEvent(1, 'late', 1))]);
    await consume(async (batch) => {
      if (isBroken) throw new Error('not yet');
      taken.push(...batch.map(({ subject }) => subject));
    });
    const letter = await eventually(async () => (await letters.list({ limit: 1 }))[0] ?? false);
    const replay = () => replayDeadLetter({ letters, publisher, service: settings.service }, letter);
    await replay();
    await eventually(async () => expect((await letters.list({ limit: 1 }))[0]).toMatchObject({ status: 'waiting', attempts: 4 }));
    isBroken = false;
    await replay();
    await eventually(async () => expect((await letters.list({ limit: 1 }))[0]?.status).toBe('resolved'));
    expect(taken).toEqual(['late']);
  });

  test('brings about each effect once, though the consumer is killed between effect and commit', async () => {
    await publisher.publish(events(20).map(outgoingEvent));
    const { brokers, topicPrefix } = settings;
    const start = (isDoomed: boolean) => startProcess('libs/messaging/dist/test-processes/consumer.process.js', {
      args: [JSON.stringify({ mongoUrl: serverAddress('GONGJIANG_MONGO_URL'), database: database.name, brokers, topicPrefix, isDoomed })],
    });
    const effects = database.db.collection('effects');
    const doomed = await start(true);
    expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await effects.countDocuments()).toBe(3);
    const successor = await start(false);
    try {
      await eventually(async () => (await effects.countDocuments()) === 20);
      expect(new Set((await effects.find().toArray()).map(({ eventId }) => eventId as string)).size).toBe(20);
    } finally {
      await successor.stop();
    }
  });
});
