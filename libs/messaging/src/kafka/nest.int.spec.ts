import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { paymentReturned, paymentSettled, type CloudEvent, type EventContract, type EventOf } from '@gongjiang/contracts';
import { eventually, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { Controller, Module, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { ensureTopics, KafkaPublisher, MongoDeadLetters, outgoingEvent, type EventContext, type KafkaSettings } from '../index.js';
import { KafkaStrategy, OnEvent, OnEventBatch } from '../nest.js';
import { settledEvent, testKafka } from '../test-processes/kafka.bench.js';

let database: TestDatabase;
let settings: KafkaSettings;
let publisher: KafkaPublisher;
let app: INestMicroservice | undefined;

beforeAll(async () => {
  database = await testDatabase();
  settings = testKafka('talent');
  publisher = new KafkaPublisher(settings);
  await ensureTopics(settings, [paymentSettled.topic]);
});
afterAll(async () => {
  await app?.close();
  await publisher.close();
  await database.close();
});

const taken: string[] = [];

@Controller()
class Settlements {
  @OnEvent(paymentSettled)
  async settled(@Payload() event: EventOf<typeof paymentSettled>, @Ctx() context: EventContext): Promise<void> {
    if (event.data.itemId === 'broken') throw new RangeError('the item is broken');
    taken.push(`${event.data.itemId} by try ${context.attempt}`);
  }

  @OnEventBatch('returns', paymentReturned)
  async returned(@Payload() events: readonly CloudEvent[]): Promise<void> {
    taken.push(...events.map(({ subject }) => `${subject} returned`));
  }
}

@Controller()
class Doubled {
  @EventPattern<string>(paymentSettled.type)
  one(): void { /* never called */ }

  @EventPattern<string>(paymentSettled.type)
  two(): void { /* never called */ }
}

@Module({ controllers: [Settlements] })
class SettlementModule {}

@Module({ controllers: [Doubled] })
class DoubledModule {}

const strategyOf = (consumes: readonly EventContract[]): KafkaStrategy => new KafkaStrategy({ kafka: settings, consumes, deadLetters: new MongoDeadLetters(database.db), delivery: { tries: 2, backoffMs: 1 } });

describe('Nest over the Kafka strategy', () => {
  test('calls handlers with the event, bulk handlers with many, and keeps the error of one that throws', async () => {
    const returned = { ...settledEvent(2, 'b', 1), type: paymentReturned.type, id: 'r' };
    await publisher.publish([settledEvent(1, 'a', 1), returned, settledEvent(3, 'broken', 1)].map(outgoingEvent));
    app = await NestFactory.createMicroservice(SettlementModule, { strategy: strategyOf([paymentSettled, paymentReturned]), logger: false });
    await app.listen();
    await eventually(() => expect(taken.toSorted()).toEqual(['a by try 1', 'b returned']));
    const letters = await eventually(async () => { const list = await new MongoDeadLetters(database.db).list({ limit: 5 }); return list.length > 0 && list; });
    expect(letters.map(({ error }) => error.message)).toEqual(['RangeError: the item is broken']);
  });

  test('does not start when two methods handle one event', async () => {
    const doubled = await NestFactory.createMicroservice(DoubledModule, { strategy: strategyOf([paymentSettled]), logger: false });
    await expect(doubled.listen()).rejects.toThrow('both handle');
    await doubled.close();
  });
});
