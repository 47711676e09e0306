declare const dayBrand: unique symbol;

/** A calendar day of the city's business time, `YYYY-MM-DD`. Text order is time order. */
export type Day = string & { readonly [dayBrand]: 'day' };

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** True for a day that exists in the calendar, from year 1000 on. Rosters ask three times a row: signs are counted in the place of cutting the text up. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || value.length !== 10 || value[4] !== '-' || value[7] !== '-') return false;
  const [year, month, date] = [numberAt(value, 0, 4), numberAt(value, 5, 2), numberAt(value, 8, 2)];
  return year >= 1000 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month);
}

/** The number that so many digits of the text are from there on; NaN where one is none. */
export function numberAt(text: string, from: number, digits: number): number {
  let number = 0;
  for (let at = from; at < from + digits; at += 1) {
    const digit = text.charCodeAt(at) - 48; // '0' is 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Takes text as a day. Throws where it is none: parse at the edge first. */
export function day(text: string): Day {
  if (!isDay(text)) throw new RangeError(`Not a day of the calendar: ${text}`);
  return text;
}

/** The same month and day some years on; after 29 February it is 28 February where the year has no 29th. */
export function yearsAfter(from: Day, years: number): Day {
  const year = Number(from.slice(0, 4)) + years;
  const rest = from.slice(5);
  return `${year}-${rest === '02-29' && !isLeapYear(year) ? '02-28' : rest}` as Day;
}

const DAY_MS = 86_400_000;

/** How many days it is from one day to another; below zero where the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The day that many days later (or earlier, for a negative number). */
export function addDays(from: Day, days: number): Day {
  let year = Number(from.slice(0, 4));
  let month = Number(from.slice(5, 7));
  let date = Number(from.slice(8, 10)) + days;
  while (date > daysInMonth(year, month)) {
    date -= daysInMonth(year, month);
    if (++month > 12) { month = 1; year += 1; }
  }
  while (date < 1) {
    if (--month < 1) { month = 12; year -= 1; }
    date += daysInMonth(year, month);
  }
  return `${year}-${twoDigits(month)}-${twoDigits(date)}` as Day;
}

/** Monday is 1, Sunday is 7 (ISO 8601). */
export function dayOfWeek(of: Day): number {
  const month = Number(of.slice(5, 7));
  const year = Number(of.slice(0, 4)) - (month < 3 ? 1 : 0);
  const monthTerm = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  const sundayZero = (year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + monthTerm + Number(of.slice(8, 10))) % 7;
  return sundayZero === 0 ? 7 : sundayZero;
}

export function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
