import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@gongjiang/testing';
import { MongoLease } from './lease.mongo.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const lease = (name: string, holder: string, durationMs: number): MongoLease => new MongoLease(database.db, { name, holder, durationMs });

describe('a lease', () => {
  test('has one holder at a time, and passes on at once when it is given up', async () => {
    const [one, two] = [lease('a', 'one', 60_000), lease('a', 'two', 60_000)];
    expect([await one.hold(), await two.hold(), await one.hold()]).toEqual([true, false, true]);
    expect([one.isHeld(), two.isHeld()]).toEqual([true, false]);
    await two.release();
    expect(await two.hold()).toBe(false);
    await one.release();
    expect([await two.hold(), one.isHeld()]).toEqual([true, false]);
  });

  test('passes on by itself when its holder is gone', async () => {
    const [gone, successor] = [lease('b', 'gone', 200), lease('b', 'successor', 60_000)];
    expect([await gone.hold(), await successor.hold()]).toEqual([true, false]);
    await eventually(() => successor.hold());
    expect([gone.isHeld(), await gone.hold()]).toEqual([false, false]);
  });

  test('has one holder though many take it at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, holder) => lease('c', String(holder), 60_000).hold()));
    expect(answers.filter((isTaken) => isTaken)).toHaveLength(1);
  });
});
