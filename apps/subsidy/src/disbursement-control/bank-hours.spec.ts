import { describe, expect, it } from '@jest/globals';
import { day } from '@gongjiang/kernel';
import { FixedClock } from '@gongjiang/testing';
import { JINHUA } from '../city/city.builders.js';
import { CalendarDates } from '../business-date/business-date.calendar.js';
import type { WorkingCalendar } from '../calendar/working-day.js';
import { ALWAYS_OPEN, bankHoursSchema, closedAt } from './bank-hours.js';
import { ShanghaiBankClock } from './bank.clock.js';

/** The National Day week off, and the Saturday after it worked. */
const CALENDAR: WorkingCalendar = new Map([[2026, { year: 2026, source: 'tests', holidays: ['01', '02', '05', '06', '07'].map((date) => day(`2026-10-${date}`)), workdays: [day('2026-10-10')] }]]);
const HOURS = bankHoursSchema.parse({ opens: '08:30', cutOff: '17:00' });
const at = (on: string, time: string) => closedAt(HOURS, CALENDAR, { day: day(on), time });

describe('a bank', () => {
  it.each<[string, string, string, unknown]>([
    ['takes messages from its opening', '2026-11-10', '08:30', undefined],
    ['takes messages up to the minute before its cut-off', '2026-11-10', '16:59', undefined],
    ['takes none from its cut-off on, until the next morning', '2026-11-10', '17:00', { since: '2026-11-10 17:00', until: '2026-11-11 08:30' }],
    ['takes none before it opens', '2026-11-10', '08:29', { since: '2026-11-09 17:00', until: '2026-11-10 08:30' }],
    ['takes none on a weekend', '2026-11-14', '10:00', { since: '2026-11-13 17:00', until: '2026-11-16 08:30' }],
    ['takes none in the week of a holiday', '2026-10-03', '10:00', { since: '2026-09-30 17:00', until: '2026-10-08 08:30' }],
    ['takes messages on a Saturday that is worked', '2026-10-10', '10:00', undefined],
    ['is asked on a Friday evening before it, and says Saturday', '2026-10-09', '20:00', { since: '2026-10-09 17:00', until: '2026-10-10 08:30' }],
  ])('%s: %s %s', (_what, on, time, closed) => {
    expect(at(on, time)).toEqual({ ok: true, value: closed });
  });

  it('says nothing of a year whose working days nobody has published: nothing leaves on a guess', () => {
    expect(at('2027-01-04', '10:00')).toMatchObject({ ok: false, refusal: { code: 'calendar.year-unpublished', details: { year: '2027' } } });
    expect(at('2026-12-31', '10:00')).toEqual({ ok: true, value: undefined });
    expect(at('2026-12-31', '18:00')).toMatchObject({ ok: false, refusal: { code: 'calendar.year-unpublished' } });
  });

  it('that was closed at the end of an unpublished year says at least until when', () => {
    expect(at('2026-01-01', '08:00')).toMatchObject({ ok: true, value: { since: null, until: '2026-01-01 08:30' } });
  });

  it('that says nothing of its hours takes messages at any time, published or not', () => {
    expect(closedAt(ALWAYS_OPEN, new Map(), { day: day('2031-05-04'), time: '23:59' })).toEqual({ ok: true, value: undefined });
  });

  it.each([{ opens: '17:00', cutOff: '08:30' }, { opens: '8:30' }, { cutOff: '24:30' }, { opens: '09:00', cutOff: '09:00' }])('does not have hours such as %j', (hours) => {
    expect(bankHoursSchema.safeParse(hours).success).toBe(false);
  });

  it.each([
    ['2026-11-10T00:29:59Z', { day: '2026-11-10', time: '08:29' }], ['2026-11-10T15:59:59Z', { day: '2026-11-10', time: '23:59' }], ['2026-11-10T16:00:00Z', { day: '2026-11-11', time: '00:00' }],
  ])('at %s has another clock than London', async (moment, expected) => {
    const clock = new FixedClock(new Date(moment));
    expect(await new ShanghaiBankClock(clock, new CalendarDates(clock)).now(JINHUA)).toEqual(expected);
  });
});
