import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals';
import { paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { groupBy } from '@gongjiang/kernel';
import { inTransaction } from '@gongjiang/persistence';
import { eventually, serverAddress, startProcess, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { EventRelay, ensureTopics, KafkaPublisher, MongoLease, MongoOutbox, type DerivedEvents, type DerivedEventSource, type KafkaSettings } from '../index.js';
import { readTopic, settledEvent, testKafka } from '../test-processes/kafka.bench.js';

let database: TestDatabase;
let settings: KafkaSettings;
let outbox: MongoOutbox;
let publisher: KafkaPublisher;
let started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  settings = testKafka('subsidy');
  await ensureTopics(settings, [paymentSettled.topic]);
  outbox = new MongoOutbox(database.db);
  await outbox.prepare();
  publisher = new KafkaPublisher(settings);
});
afterEach(async () => {
  await Promise.all(started.map((one) => one.stop()));
  started = [];
  await publisher.close();
  await Promise.all(['outbox', 'leases'].map((name) => database.db.collection(name).deleteMany({})));
});
afterAll(() => database.close());

function startRelay(holder: string, sources: readonly DerivedEventSource[] = [], onFailure?: (lane: string, error: unknown) => void): EventRelay {
  const relay = new EventRelay({ publisher, outbox, sources, leaseOf: (name) => new MongoLease(database.db, { name, holder, durationMs: 2_000 }), ...(onFailure ? { onFailure } : {}) });
  relay.start();
  started.push(relay);
  return relay;
}

async function reading(): Promise<readonly CloudEvent[]> {
  const reader = await readTopic(settings, paymentSettled.topic);
  started.push(reader);
  return reader.events;
}

const append = (events: readonly CloudEvent[]): Promise<void> => inTransaction(database, (session) => outbox.append(session, events));
/** At least once is the promise: a repeat is no fault. */
const firstOfEach = (events: readonly CloudEvent[]): CloudEvent[] => events.filter(((seen: Set<string>) => ({ id }: CloudEvent) => !seen.has(id) && seen.add(id))(new Set()));
const uniqueIds = (events: readonly CloudEvent[]): number => firstOfEach(events).length;

describe('the relay', () => {
  test('carries the events of each aggregate in their order, while many are written at once and two relays run', async () => {
    const events = await reading();
    startRelay('one');
    startRelay('two');
    const versions = Array.from({ length: 20 }, (_, version) => version + 1);
    await Promise.all(Array.from({ length: 20 }, async (_, item) => {
      for (const version of versions) await append([settledEvent(item, `item-${item}`, version)]);
    }));
    await eventually(() => uniqueIds(events) === 400);
    for (const [, own] of groupBy(firstOfEach(events), ({ subject }) => subject)) expect(own.map(({ sequence }) => Number(sequence))).toEqual(versions);
    await eventually(async () => (await outbox.waiting()).count === 0);
  });

  test('that is killed between sending and marking loses nothing; what was sent comes again', async () => {
    await append(Array.from({ length: 50 }, (_, item) => settledEvent(item, `item-${item}`, 1)));
    const process = await relayProcess(true);
    expect(await process.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await outbox.waiting()).count).toBe(50);
    startRelay('successor');
    const events = await reading();
    await eventually(() => events.length === 100);
    expect(uniqueIds(events)).toBe(50);
    await eventually(async () => (await outbox.waiting()).count === 0);
  });

  test('carries five thousand derived events, and marks a chunk only when all of its events are safe', async () => {
    const source = chunks(5, 1_000);
    const events = await reading();
    startRelay('one', [source]);
    await eventually(() => uniqueIds(events) === 5_000);
    await eventually(() => source.waiting.length === 0);
    for (const [, own] of groupBy(firstOfEach(events), ({ data }) => (data as { person: string }).person)) {
      const sequences = own.map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.toSorted());
    }
  });

  test('reads the next chunks while some go out, and carries each once', async () => {
    const source = chunks(12, 100);
    const onTheirWay: number[] = [];
    const relay = startRelay('one', [{
      ...source,
      next: async (limit, keys = []) => { onTheirWay.push(keys.length); return source.next(limit, keys); },
    }]);
    await eventually(() => source.waiting.length === 0);
    expect(onTheirWay.slice(0, 4)).toEqual([0, 4, 4, 4]);
    expect(relay.state()[1]).toMatchObject({ published: 1_200, failure: null });
  });

  test('says what keeps it from carrying, and goes on when that is gone', async () => {
    let isBroken = true;
    let asked = 0;
    const told: string[] = [];
    const source = chunks(1, 10);
    const relay = startRelay('one', [{ ...source, next: async (limit, onTheirWay) => { asked += 1; return isBroken ? Promise.reject(new Error('the chunks are away')) : source.next(limit, onTheirWay); } }], (lane, error) => told.push(`${lane}: ${String(error)}`));
    await eventually(() => expect(relay.state()[1]?.failure?.message).toBe('the chunks are away'));
    await eventually(() => asked >= 3);
    expect(told).toEqual(['chunks: Error: the chunks are away']);
    isBroken = false;
    await eventually(() => expect(relay.state()[1]).toMatchObject({ published: 10, failure: null }));
  });
});

interface Chunks extends DerivedEventSource { waiting: DerivedEvents[] }

function chunks(count: number, size: number): Chunks {
  const waiting = Array.from({ length: count }, (_, chunk) => ({
    key: `chunk-${chunk}`,
    events: Array.from({ length: size }, (_unused, line) => settledEvent(line, `item-${chunk}-${line}`, chunk)),
  }));
  const source: Chunks = {
    name: 'chunks', waiting,
    next: async (limit, onTheirWay = []) => source.waiting.filter(({ key }) => !onTheirWay.includes(key)).slice(0, limit),
    markPublished: async (keys) => { source.waiting = source.waiting.filter(({ key }) => !keys.includes(key)); },
  };
  return source;
}

function relayProcess(isDoomed: boolean) {
  const { brokers, topicPrefix } = settings;
  const args = JSON.stringify({ mongoUrl: serverAddress('GONGJIANG_MONGO_URL'), database: database.name, brokers, topicPrefix, isDoomed });
  return startProcess('libs/messaging/dist/test-processes/relay.process.js', { args: [args] });
}
