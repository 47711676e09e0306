import { describe, expect, test } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { fileURLToPath } from 'node:url';
import { isWorkingDay, workingDaysAfter } from './working-day.js';
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

  test('a year that nobody has published stops the count', () => {
    expect(workingDaysAfter(calendar, day('2026-12-30'), 5)).toMatchObject({ ok: false, refusal: { code: 'calendar.year-unpublished', details: { year: '2027' } } });
  });
});
