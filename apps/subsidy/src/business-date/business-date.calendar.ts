import type { CityCode, Clock, Day } from '@gongjiang/kernel';
import { Temporal } from 'temporal-polyfill';
import { BusinessDates } from './business-date.js';

/** The date in mainland China, by the clock: the one that production uses. */
export class CalendarDates extends BusinessDates {
  constructor(private readonly clock: Clock) {
    super();
  }

  async today(_city: CityCode): Promise<Day> {
    return chinaDayOf(this.clock.now());
  }
}

/** The day in mainland China on which a moment lies. */
export function chinaDayOf(moment: Date): Day {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString() as Day;
}
