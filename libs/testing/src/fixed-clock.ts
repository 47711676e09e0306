import type { BusinessCalendar, Clock, Day } from '@gongjiang/kernel';

/** Technical time that moves only when told. */
export class FixedClock implements Clock {
  constructor(private current: Date = new Date('2026-03-02T01:00:00.000Z')) {}

  now(): Date {
    return new Date(this.current);
  }

  moveTo(moment: Date): void {
    this.current = new Date(moment);
  }

  advance(byMs: number): void {
    this.current = new Date(this.current.getTime() + byMs);
  }
}

/** The city's date, which moves only when told. */
export class FixedCalendar implements BusinessCalendar {
  constructor(private current: Day) {}

  today(): Promise<Day> {
    return Promise.resolve(this.current);
  }

  moveTo(day: Day): void {
    this.current = day;
  }
}
