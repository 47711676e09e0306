import { daysInMonth, twoDigits, type Day } from './day.js';

declare const monthBrand: unique symbol;
declare const yearBrand: unique symbol;

/** A month of business time, `YYYY-MM`. Text order is time order. */
export type Month = string & { readonly [monthBrand]: 'month' };
/** A year of business time, `YYYY`. */
export type Year = string & { readonly [yearBrand]: 'year' };
/** What a claim is for: a month or a whole year. */
export type Period = Month | Year;

export function isMonth(value: unknown): value is Month {
  return typeof value === 'string' && /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(value);
}

export function isYear(value: unknown): value is Year {
  return typeof value === 'string' && /^[1-9]\d{3}$/.test(value);
}

export function isPeriod(value: unknown): value is Period {
  return isMonth(value) || isYear(value);
}

/** Takes text as a month. Throws where it is none: parse at the edge first. */
export function month(text: string): Month {
  if (!isMonth(text)) throw new RangeError(`Not a month: ${text}`);
  return text;
}

/** Months since year 0, so that terms can be counted: the 24th month is `from` + 23. */
export function monthIndex(of: Month): number {
  return Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7)) - 1;
}

export function addMonths(from: Month, months: number): Month {
  const index = monthIndex(from) + months;
  return `${Math.floor(index / 12)}-${twoDigits((index % 12) + 1)}` as Month;
}

export function monthOf(of: Day): Month {
  return of.slice(0, 7) as Month;
}

export function yearOf(of: Period | Day): Year {
  return of.slice(0, 4) as Year;
}

export function firstDayOf(period: Period): Day {
  return (isMonth(period) ? `${period}-01` : `${period}-01-01`) as Day;
}

export function lastDayOf(period: Period): Day {
  if (!isMonth(period)) return `${period}-12-31` as Day;
  return `${period}-${daysInMonth(Number(period.slice(0, 4)), Number(period.slice(5, 7)))}` as Day;
}
