import { addMonths, type CityCode, type Day, type Month } from '@gongjiang/kernel';
import { FIRST_MONTH } from './chaos.cities.js';
import type { Deed } from './chaos.plan.js';

/** What one programme's officers have come to. It is known outside of every process: officers do not forget when a server dies. */
export class Desk {
  month: Month = FIRST_MONTH;
  /** Looks at the batch so far: deeds are done at a look by its number. */
  looks = 0;
  cancelled = 0;
  /** What they mean to do besides, as soon as it can be done. */
  readonly meant: Deed[] = [];
  isDone = false;
  /** The city's day on which they first saw that the month's payments were out. */
  settlesFrom: Day | undefined;
  /** What the last command was refused with, for whoever asks why nothing goes on. */
  lastRefusal = '';

  constructor(readonly city: CityCode, readonly programme: string, private readonly months: number, readonly number: number) {}

  /** Goes on from a month that has ended; two offices that both saw it end go on once. */
  next(ended: Month): void {
    if (this.month !== ended) return;
    this.month = addMonths(this.month, 1);
    this.settlesFrom = undefined;
    this.isDone = this.month >= addMonths(FIRST_MONTH, this.months);
  }
}
