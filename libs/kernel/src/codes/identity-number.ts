import { isDay } from '../day.js';

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
  if (typeof value !== 'string' || !/^[1-9]\d{16}[\dX]$/.test(value)) return false;
  const birthDay = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  return isDay(birthDay) && identityCheckCharacter(value) === value[17];
}
