import type { CityCode, Clock, Day } from '@gongjiang/kernel';
import { Temporal } from 'temporal-polyfill';
import { BusinessDates } from './business-date.js';

/** The date in mainland China, by the clock: the one that production uses. */
export class CalendarDates extends BusinessDates {
  constructor(private readonly clock: Clock) {
    super();
  }

  async today(_city: CityCode): Promise<Day> {
    const now = Temporal.Instant.fromEpochMilliseconds(this.clock.now().getTime());
    return now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString() as Day;
  }
}
