import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { baseAccredited, certificateIssued, creditBarLifted, creditBarred, encodeEvent, eventOf, medalWon, paymentReturned, paymentSettled, personTimesCounted, titleGranted, type EventContract } from '@gongjiang/contracts';
import { connectMongo } from '@gongjiang/persistence';
import { JINHUA } from '@gongjiang/rehearsal';
import { eventually } from '@gongjiang/testing';
import { kafkaOn } from './stage/kafka.client.js';
import { closeStages, openStage, type Stage } from './stage/stage.js';

type Json = Readonly<Record<string, unknown>>;

/** What each service hears of others. */
const HEARD = {
  subsidy: [baseAccredited, certificateIssued, creditBarLifted, creditBarred, medalWon, personTimesCounted, titleGranted],
  talent: [paymentReturned, paymentSettled],
} as const satisfies Record<string, readonly EventContract[]>;
const TOKEN = 'p_abcdefghijklmnopqrstuvwxyz';
const WITHIN = { everyMs: 200 };

/** The contract's own example as it would come, with something else for its data. */
function eventWith(contract: EventContract, subject: string, data: unknown = contract.example): Json {
  return { ...eventOf(contract, { city: JINHUA, subject, sequence: 1, time: new Date(0), data: contract.example }), data };
}

/** The data with an operator for each of its plain values in turn, and what is no data at all. */
function hostileData(example: Json): readonly unknown[] {
  const operators = Object.keys(example).filter((name) => example[name] !== null).flatMap((name) => [{ $ne: 1 }, { $gt: '' }, [[]]].map((hostile) => ({ ...example, [name]: hostile })));
  return [...operators, {}, [], JSON.parse('{"__proto__":{"barId":"x"}}')];
}

/** Texts that are no event at all. */
const NO_EVENTS = ['', '{', 'null', '[]', '"x"', '{"specversion":"1.0"}', '\u0000\u0001', '{"specversion":{"$ne":1},"type":"x"}'];

describe('a poisoned event', () => {
  let stage: Stage;
  beforeAll(async () => { stage = await openStage({ persons: 10 }); });
  afterAll(closeStages);

  async function send(contract: EventContract, texts: readonly string[]): Promise<void> {
    const producer = kafkaOn(stage.platform.options.servers).producer();
    await producer.connect();
    try {
      await producer.send({ topic: `${stage.platform.topicPrefix}${contract.topic}`, messages: texts.map((value) => ({ key: 'poison', value })) });
    } finally {
      await producer.disconnect();
    }
  }
  async function inDatabase<Found>(service: string, collection: string): Promise<readonly Found[]> {
    const { servers, namespace } = stage.platform.options;
    const connection = await connectMongo({ url: servers.mongoUrl, database: `${namespace}_${service}` });
    try {
      return (await connection.db.collection(collection).find().toArray()) as unknown as readonly Found[];
    } finally {
      await connection.close();
    }
  }
  const letters = (service: string) => inDatabase<{ readonly error: { readonly code: string } }>(service, 'dead_letters');

  it.each(Object.keys(HEARD) as (keyof typeof HEARD)[])('of every kind that %s hears is a dead letter each, and no partition waits for one', async (service) => {
    const contracts: readonly EventContract[] = HEARD[service];
    let sent = (await letters(service)).length;
    for (const contract of contracts) {
      const hostile = hostileData(contract.example as Json).map((data, at) => JSON.stringify(eventWith(contract, `poison-${at}`, data)));
      await send(contract, [...hostile, ...NO_EVENTS]);
      sent += hostile.length + NO_EVENTS.length;
    }
    await eventually(async () => expect(await letters(service)).toHaveLength(sent), WITHIN);
    const codes = (await letters(service)).map(({ error }) => error.code);
    expect([...new Set(codes)].sort()).toEqual(['event.field-invalid', 'event.not-json']);
  });

  it('does not keep the next one: a bar that comes behind it holds, and its keys are taken for what they are', async () => {
    const example = { ...creditBarred.example, barId: 'bar.after.$poison', subject: { kind: 'person', id: TOKEN } } as const;
    await send(creditBarred, ['{', JSON.stringify({ ...eventWith(creditBarred, example.barId, { ...example, $set: { barredUntil: null }, 'subject.id': 'x', constructor: 1 }) }), encodeEvent(eventOf(creditBarred, { city: JINHUA, subject: 'bar-last', sequence: 2, time: new Date(0), data: { ...example, barId: 'bar-last' } }))]);
    await eventually(async () => expect(JSON.stringify(await inDatabase('subsidy', 'credit_bars'))).toContain('bar-last'), WITHIN);
    const bars = JSON.stringify(await inDatabase('subsidy', 'credit_bars'));
    expect(bars).toContain('bar.after.$poison');
    expect(bars).not.toMatch(/\$set|subject\.id|constructor/);
  });
});
