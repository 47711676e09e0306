import { addDays, dayOfWeek, isDay, ok, refuse, type Day, type Result } from '@gongjiang/kernel';
import { z } from 'zod';

const days = z.array(z.string().refine(isDay, 'a day of the calendar'));
const isWeekday = (of: string): boolean => dayOfWeek(of as Day) <= 5;

/**
 * One published year of working days: what differs from Monday to Friday, and who published it. A slip of the pen in it
 * would move deadlines unseen: a day is of its year, stands there once and in its order, and differs from the plain week.
 */
export const yearCalendarSchema = z.strictObject({ year: z.int().min(2000).max(2999), source: z.string().min(1), holidays: days, workdays: days })
  .refine(({ year, holidays, workdays }) => [...holidays, ...workdays].every((of) => of.startsWith(`${year}-`)), 'every day is of the year')
  .refine(({ holidays, workdays }) => [holidays, workdays].every((list) => list.every((of, at) => at === 0 || of > (list[at - 1] ?? ''))), 'the days rise, and none stands there twice')
  .refine(({ holidays }) => holidays.every(isWeekday), 'a holiday is a weekday: Saturdays and Sundays are off as they are')
  .refine(({ workdays }) => !workdays.some(isWeekday), 'a day worked instead is a Saturday or a Sunday');
export type YearCalendar = z.infer<typeof yearCalendarSchema>;

/** The published years. A year that is not there stops what needs it: nobody guesses holidays. */
export type WorkingCalendar = ReadonlyMap<number, YearCalendar>;

export type CalendarRefusal = { readonly code: 'calendar.year-unpublished'; readonly details?: Readonly<Record<string, string | number | boolean>> };

export function isWorkingDay(calendar: WorkingCalendar, of: Day): Result<boolean, CalendarRefusal> {
  const year = calendar.get(Number(of.slice(0, 4)));
  if (!year) return refuse('calendar.year-unpublished', { year: of.slice(0, 4) });
  if (year.workdays.includes(of)) return ok(true);
  return ok(dayOfWeek(of) <= 5 && !year.holidays.includes(of));
}

/** The last of `count` whole working days that follow `from`: a notice put up on `from` may be passed on the day after it. */
export function workingDaysAfter(calendar: WorkingCalendar, from: Day, count: number): Result<Day, CalendarRefusal> {
  let at = from;
  for (let left = count; left > 0;) {
    at = addDays(at, 1);
    const working = isWorkingDay(calendar, at);
    if (!working.ok) return working;
    if (working.value) left -= 1;
  }
  return ok(at);
}
