import { describe, expect, test } from '@jest/globals';
import { addDays, day } from '@gongjiang/kernel';
import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
import { isWorkingDay, workingDaysAfter, yearCalendarSchema } from './working-day.js';
import { readWorkingCalendar } from './working-day.files.js';

const calendar = readWorkingCalendar(fileURLToPath(new URL('../../calendars', import.meta.url)));

describe('the working days of 2026', () => {
  test.each([
    ['2026-11-02', true], ['2026-11-07', false], ['2026-10-10', true], ['2026-10-07', false], ['2026-10-08', true], ['2026-02-14', true], ['2026-02-23', false],
  ])('%s: %s', (text, working) => expect(isWorkingDay(calendar, day(text))).toEqual({ ok: true, value: working }));

  test('each day off falls on a weekday and each day worked instead on a weekend', () => {
    const year = calendar.get(2026);
    const plain = new Map([[2026, { year: 2026, source: 'plain', holidays: [], workdays: [] }]]);
    expect(year?.holidays.every((off) => isWorkingDay(plain, off).ok && (isWorkingDay(plain, off) as { value: boolean }).value)).toBe(true);
    expect(year?.workdays.some((worked) => (isWorkingDay(plain, worked) as { value: boolean }).value)).toBe(false);
  });

  test('five working days after a Monday end on the next Monday', () => {
    expect(workingDaysAfter(calendar, day('2026-11-02'), 5)).toEqual({ ok: true, value: '2026-11-09' });
  });

  test('the National Day week is passed over', () => {
    expect(workingDaysAfter(calendar, day('2026-09-30'), 1)).toEqual({ ok: true, value: '2026-10-08' });
  });

  test('every working day is counted once, and no other, however many are asked for', () => {
    const all = Array.from({ length: 365 }, (_, n) => addDays(day('2026-01-01'), n)).filter((of) => isWorkingDay(calendar, of).ok && (isWorkingDay(calendar, of) as { value: boolean }).value);
    fc.assert(fc.property(fc.nat(all.length - 2), fc.nat(40), (from, count) => {
      const expected = count === 0 ? all[from] : all[from + count];
      const counted = workingDaysAfter(calendar, all[from] ?? day('2026-01-01'), count);
      if (expected === undefined) expect(counted).toMatchObject({ ok: false, refusal: { code: 'calendar.year-unpublished' } });
      else expect(counted).toEqual({ ok: true, value: expected });
    }));
  });

  test('the year has as many working days as thirteen statutory holidays leave: all else is moved, and none is lost', () => {
    expect(Array.from({ length: 365 }, (_, n) => isWorkingDay(calendar, addDays(day('2026-01-01'), n))).filter((of) => of.ok && of.value)).toHaveLength(365 - 104 - 13);
  });

  test.each<[string, object]>([
    ['a day of another year', { holidays: ['2027-01-01'] }], ['a day twice', { holidays: ['2026-01-01', '2026-01-01'] }], ['days out of order', { holidays: ['2026-01-02', '2026-01-01'] }],
    ['a holiday on a Saturday', { holidays: ['2026-01-03'] }], ['a Monday worked instead', { workdays: ['2026-01-05'] }], ['no source', { source: '' }], ['a day that is none', { holidays: ['2026-02-30'] }],
  ])('a file with %s is no calendar', (_what, slip) => {
    const plain = { year: 2026, source: 'x', holidays: [], workdays: [] };
    expect([yearCalendarSchema.safeParse(plain).success, yearCalendarSchema.safeParse({ ...plain, ...slip }).success]).toEqual([true, false]);
  });

  test('a year that nobody has published stops the count', () => {
    expect(workingDaysAfter(calendar, day('2026-12-30'), 5)).toMatchObject({ ok: false, refusal: { code: 'calendar.year-unpublished', details: { year: '2027' } } });
  });
});
