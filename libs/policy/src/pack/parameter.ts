import { addDays, type Day } from '@gongjiang/kernel';
import type { DatedValue, ParameterSource, ParameterValue } from './parameter.schema.js';

/** The value that holds on a day; undefined where none has begun, or the last one has ended. */
export function valueOn(values: readonly DatedValue[], day: Day): ParameterValue | undefined {
  return values.find((dated) => dated.from <= day && (dated.until === undefined || day <= dated.until))?.value;
}

/** Where two values would hold on one day, or one ends before it begins: the index of it, else undefined. */
export function overlapIn(values: readonly DatedValue[]): number | undefined {
  for (const [at, later] of values.entries()) {
    const clash = values.slice(0, at).some((earlier) => overlap(earlier, later));
    if (clash || (later.until !== undefined && later.until < later.from)) return at;
  }
  return undefined;
}

function overlap(a: DatedValue, b: DatedValue): boolean {
  return (a.until === undefined || b.from <= a.until) && (b.until === undefined || a.from <= b.until);
}

/** A city's values on top of a pack's: on the days that the city names its own hold, on the others the pack's. */
export function layered(parameter: ParameterSource, own: readonly DatedValue[]): ParameterSource {
  const left = own.reduce<readonly DatedValue[]>((values, mine) => values.flatMap((value) => without(value, mine)), parameter.values);
  return { ...parameter, values: [...left, ...own].sort((a, b) => (a.from < b.from ? -1 : 1)) };
}

/** What is left of a value before and after the days of another. */
function without(value: DatedValue, other: DatedValue): DatedValue[] {
  if (!overlap(value, other)) return [value];
  const before = value.from < other.from ? [{ ...value, until: addDays(other.from, -1) }] : [];
  if (other.until === undefined || (value.until !== undefined && value.until <= other.until)) return before;
  return [...before, { ...value, from: addDays(other.until, 1) }];
}
