import { LEVELS, isDay, yearsAfter, type Day } from '@gongjiang/kernel';

/** x × numerator ÷ denominator in whole fen, half a fen up. Exact: the arithmetic is in integers of any size. */
export function share(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('a share of nothing');
  return floorDivide(2n * amount * numerator + denominator, 2n * denominator);
}

/** BigInt division cuts towards zero; half up needs the floor, also below zero. */
function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}

export function percent(amount: bigint, percentage: bigint): bigint {
  return share(amount, percentage, 100n);
}

/** Days are compared as text, and text ends with the year 9999. */
const LAST_DAY = '9999-12-31';

export function daysYearsAfter(day: string, years: bigint): string {
  if (!isDay(day)) throw new RangeError(`not a day: ${day}`);
  const later = yearsAfter(day satisfies Day, Number(years));
  return isDay(later) ? later : LAST_DAY;
}

/** True where the level stands at or above another on the eight-level ladder. */
export function isAtLeast(level: string, least: string): boolean {
  const ladder: readonly string[] = LEVELS;
  const needed = ladder.indexOf(least);
  if (needed < 0) throw new RangeError(`not a level: ${least}`);
  return ladder.indexOf(level) >= needed;
}
