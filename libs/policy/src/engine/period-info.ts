import { firstDayOf, isMonth, isPeriod, lastDayOf, monthIndex, type Day } from '@gongjiang/kernel';

/** What the engine asks of a month or a year. */
export interface PeriodInfo {
  readonly first: Day;
  readonly last: Day;
  /** Months since year 0; undefined for a year. */
  readonly month: number | undefined;
}

/** Why: a city's month asks after the same few months a million times; others are worked out anew. */
const MOST_REMEMBERED = 4096;
const remembered = new Map<string, PeriodInfo>();

/** A month or year by its text; undefined for what is neither. Remembering changes speed and nothing else. */
export function periodInfo(text: string): PeriodInfo | undefined {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  if (!isPeriod(text)) return undefined;
  const info = { first: firstDayOf(text), last: lastDayOf(text), month: isMonth(text) ? monthIndex(text) : undefined };
  if (remembered.size < MOST_REMEMBERED) remembered.set(text, info);
  return info;
}
