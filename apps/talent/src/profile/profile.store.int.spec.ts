import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventOf, paymentReturned, paymentSettled } from '@gongjiang/contracts';
import { cityCode, fen } from '@gongjiang/kernel';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import fc from 'fast-check';
import type { Db } from 'mongodb';
import { latestBenefits, type PaymentEvent } from './benefit.js';
import { ProfileService } from './profile.service.js';
import { MongoProfileStore } from './profile.store.mongo.js';

const CITY = cityCode('330700');
const PERSON = paymentSettled.example.person;
let database: TestDatabase;
beforeAll(async () => { database = await testDatabase(); });
afterAll(() => database.close());

/** A history of items, each paid, come back and paid again: ten events. */
const history = (run: string): PaymentEvent[] => ['a', 'b/2', 'c|3'].flatMap((item, at) => [5, 6, 9, 10].slice(0, at + 2).map((sequence) => {
  const contract = sequence % 4 === 1 ? paymentSettled : paymentReturned;
  return eventOf(contract, { city: CITY, subject: item, sequence, time: new Date(0), data: { ...paymentSettled.example, itemId: `${run}-${item}`, amountFen: fen(sequence) } });
}));

const service = (db: Db = database.db): ProfileService => new ProfileService(new MongoProfileStore(db));
/** A database from which the process is gone before it has changed what it knew. */
const interrupted = (db: Db): Db => ({ collection: (name: string) => Object.assign(Object.create(db.collection(name)) as object, { bulkWrite: () => Promise.reject(new Error('gone')) }) }) as unknown as Db;
const byId = <One extends { readonly id: string }>(all: readonly One[]): readonly One[] => all.toSorted((left, right) => (left.id < right.id ? -1 : 1));
let number = 0;

describe('the profiles', () => {
  test('are the same in whatever order, however often, in whatever portions and by however many at once the payments are told, and whatever is interrupted', async () => {
    const length = history('').length;
    const portions = fc.shuffledSubarray([...Array(length).keys(), ...Array(length).keys()], { minLength: 2 * length })
      .chain((order) => fc.array(fc.record({ events: fc.subarray(order, { minLength: 1 }), isInterrupted: fc.boolean() }), { maxLength: 4 }).map((first) => ({ first, order })));
    await fc.assert(fc.asyncProperty(portions, fc.nat(2 * length), async ({ first, order }, cut) => {
      const run = `run${(number += 1)}`;
      const events = history(run);
      const told = (places: readonly number[]): PaymentEvent[] => places.flatMap((place) => events[place] ?? []);
      for (const portion of first) await service(portion.isInterrupted ? interrupted(database.db) : database.db).takePayments(told(portion.events)).catch(() => undefined);
      await Promise.all([service().takePayments(told(order.slice(0, cut))), service().takePayments(told(order.slice(cut)))]);
      const kept = (await new MongoProfileStore(database.db).benefitsOf(CITY, PERSON, 10_000)).filter(({ itemId }) => itemId.startsWith(`${run}-`));
      expect(byId(kept)).toEqual(byId(latestBenefits(events)));
    }), { numRuns: 60 });
  });

  test('do not go back to what was known before, when an older payment is told late', async () => {
    const [settled, returned] = history('late').slice(-2) as [PaymentEvent, PaymentEvent];
    await service().takePayments([returned]);
    await service().takePayments([settled]);
    const [kept] = (await new MongoProfileStore(database.db).benefitsOf(CITY, PERSON, 10_000)).filter(({ itemId }) => itemId === 'late-c|3');
    expect(kept).toMatchObject({ status: 'returned', sequence: returned.sequence });
  });
});
