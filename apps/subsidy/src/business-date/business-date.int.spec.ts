import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { testDatabase, type TestDatabase } from '@gongjiang/testing';
import { JINHUA, WENZHOU } from '../city/city.builders.js';
import { CalendarDates } from './business-date.calendar.js';
import { MongoBusinessDates } from './business-date.store.mongo.js';

const NEW_YEARS_EVE = new Date('2025-12-31T16:30:00Z');
let database: TestDatabase;

beforeAll(async () => { database = await testDatabase(); });
afterAll(() => database.close());

describe('a city\'s date', () => {
  test('is the calendar\'s in China until it is moved, for one city and for all at once; and it never goes back', async () => {
    const dates = new MongoBusinessDates(database.db, new CalendarDates({ now: () => NEW_YEARS_EVE }));
    expect([await dates.today(JINHUA), await dates.todays([JINHUA, WENZHOU])]).toEqual(['2026-01-01', ['2026-01-01', '2026-01-01']]);
    expect(await dates.move(WENZHOU, day('2026-03-02'))).toBe(true);
    expect([await dates.today(WENZHOU), await dates.todays([WENZHOU, JINHUA])]).toEqual(['2026-03-02', ['2026-03-02', '2026-01-01']]);
    expect(await dates.move(WENZHOU, day('2026-03-01'))).toBe(false);
    expect(await dates.todays([JINHUA, WENZHOU])).toEqual(['2026-01-01', '2026-03-02']);
  });
});
