import { daysInMonth, numberAt } from '../day.js';

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS = '10X98765432';
const ZERO = '0'.charCodeAt(0);

/** The check character of the first 17 digits of a citizen's identity number (GB 11643, ISO 7064 MOD 11-2). */
export function identityCheckCharacter(first17: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += (first17.charCodeAt(at) - ZERO) * (WEIGHTS[at] ?? 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** True for an 18-character identity number whose birth day exists and whose check character is right. */
export function isIdentityNumber(value: unknown): value is string {
  if (typeof value !== 'string' || value.length !== 18) return false;
  // NaN, where a sign is no digit, is less than nothing and more than nothing.
  if (!(numberAt(value, 0, 6) >= 100_000 && numberAt(value, 14, 3) >= 0)) return false;
  const [year, month, date] = [numberAt(value, 6, 4), numberAt(value, 10, 2), numberAt(value, 12, 2)];
  return year >= 1000 && month >= 1 && month <= 12 && date >= 1 && date <= daysInMonth(year, month) && identityCheckCharacter(value) === value[17];
}
