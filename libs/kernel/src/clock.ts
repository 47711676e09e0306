import type { Day } from './day.js';

/** Technical time: leases, timeouts, the moment of an audit entry. Never used for a deadline or a period. */
export interface Clock {
  now(): Date;
}

/** Business time: the city's own date. Deadlines, notices and periods live in it; tests and development move it. */
export interface BusinessCalendar {
  today(): Promise<Day>;
}
