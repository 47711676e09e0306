import { addDays, ok, refuse, type Day, type Result } from '@gongjiang/kernel';
import { z } from 'zod';
import { isWorkingDay, type CalendarRefusal, type WorkingCalendar } from '../calendar/working-day.js';

/** A time of day by the bank's clock, `HH:MM`; `24:00` ends a day. Text order is time order. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM');

/** When a bank takes messages: on working days from opening to cut-off, or on every day. */
export const bankHoursSchema = z.strictObject({
  opens: timeOfDay.default('00:00'),
  cutOff: timeOfDay.default('24:00'),
  days: z.enum(['working-days', 'every-day']).default('working-days'),
}).refine(({ opens, cutOff }) => opens < cutOff, 'a bank opens before its cut-off');
export type BankHours = z.infer<typeof bankHoursSchema>;

/** A bank that says nothing of its hours takes messages at any time. */
export const ALWAYS_OPEN: BankHours = { opens: '00:00', cutOff: '24:00', days: 'every-day' };

/** A moment by the bank's clock: the city's day, and the time of day. */
export interface BankMoment {
  readonly day: Day;
  readonly time: string;
}

/** The bank is closed: since when (unknown where the calendar of an earlier year is not there) and until when. */
export interface BankClosed {
  readonly since: string | null;
  readonly until: string;
}

/** The longest that the search for an opening day goes on: no calendar has so many holidays in a row. */
const MAX_DAYS_CLOSED = 40;

/** Undefined while the bank takes messages. Refuses where it cannot be known, for want of a published year: nobody guesses holidays. */
export function closedAt(hours: BankHours, calendar: WorkingCalendar, { day, time }: BankMoment): Result<BankClosed | undefined, CalendarRefusal> {
  const today = isOpenOn(hours, calendar, day);
  if (!today.ok) return today;
  if (today.value && hours.opens <= time && time < hours.cutOff) return ok(undefined);
  const until = today.value && time < hours.opens ? ok(day) : dayFrom(hours, calendar, day, 1);
  if (!until.ok) return until;
  const since = today.value && time >= hours.cutOff ? ok(day) : dayFrom(hours, calendar, day, -1);
  return ok({ since: since.ok ? `${since.value} ${hours.cutOff}` : null, until: `${until.value} ${hours.opens}` });
}

function isOpenOn({ days }: BankHours, calendar: WorkingCalendar, day: Day): Result<boolean, CalendarRefusal> {
  return days === 'every-day' ? ok(true) : isWorkingDay(calendar, day);
}

/** The next (or the last) day on which the bank is open, not counting this one. */
function dayFrom(hours: BankHours, calendar: WorkingCalendar, from: Day, step: 1 | -1): Result<Day, CalendarRefusal> {
  for (let away = 1; away <= MAX_DAYS_CLOSED; away += 1) {
    const at = addDays(from, away * step);
    const open = isOpenOn(hours, calendar, at);
    if (!open.ok) return open;
    if (open.value) return ok(at);
  }
  return refuse('calendar.year-unpublished', { year: addDays(from, step * MAX_DAYS_CLOSED).slice(0, 4) });
}
