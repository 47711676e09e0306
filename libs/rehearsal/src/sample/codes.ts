import { addDays, creditCodeCheckCharacter, day, identityCheckCharacter, luhnCheckDigit, type Level } from '@gongjiang/kernel';
import { ASSUMPTIONS } from './assumptions.js';

/** The whole number `nth` goes to in 0 to `size` − 1, a different one for each nth below it: `step` shares no factor with `size`. */
function scattered(nth: number, step: number, size: number): number {
  return Number((BigInt(nth) * BigInt(step)) % BigInt(size));
}

const YEARS = ASSUMPTIONS.oldestAge - ASSUMPTIONS.youngestAge + 1;
const BIRTH_DAYS = YEARS * 365;
const ORDER_NUMBERS = 1_000;
/** Shares no factor with the number of birth days and order numbers; neighbours differ in both, and in sex. */
const IDENTITY_STEP = 8_565_427;
/** How many persons can be told apart by birth day and order number, whatever their region. */
export const MAX_PERSONS = 5_000_000;

/** The identity number of the nth person: no other person of the sample has its birth day and order number. */
export function identityNumberOf(nth: number, divisionCode: string, year: number): string {
  const slot = scattered(nth + 1, IDENTITY_STEP, BIRTH_DAYS * ORDER_NUMBERS);
  const born = addDays(day(`${year - ASSUMPTIONS.oldestAge}-01-01`), slot % BIRTH_DAYS);
  const order = String(Math.floor(slot / BIRTH_DAYS)).padStart(3, '0');
  const first17 = `${divisionCode}${born.replaceAll('-', '')}${order}`;
  return first17 + identityCheckCharacter(first17);
}

/** By the last digit of the order number: odd for men. */
export function sexOf(identityNumber: string): 'female' | 'male' {
  return Number(identityNumber[16]) % 2 === 1 ? 'male' : 'female';
}

/** The first six digits of the cards of banks that pay wages in the province. */
const CARD_PREFIXES = ['622848', '621700', '621226', '621785', '622309', '621058'] as const;
const CARD_NUMBERS = 10 ** 12;
/** Neither 2 nor 5 divides it, so that it shares no factor with a power of ten. */
const CARD_STEP = 387_420_489_013;

/** The card of the nth person, its own alone: 19 digits with a right check digit. */
export function cardNumberOf(nth: number): string {
  const prefix = CARD_PREFIXES[nth % CARD_PREFIXES.length] ?? CARD_PREFIXES[0];
  const digits = prefix + String(scattered(nth + 1, CARD_STEP, CARD_NUMBERS)).padStart(12, '0');
  return digits + luhnCheckDigit(digits);
}

/** The unified social credit code of an enterprise (GB 32100): 91, the division, its organisation code (GB 11714), the check. */
export function creditCodeOf(divisionCode: string, enterprise: number): string {
  const organisation = `MA2${String(enterprise).padStart(5, '0')}`;
  const first17 = `91${divisionCode}${organisation}${organisationCheck(organisation)}`;
  return first17 + creditCodeCheckCharacter(first17);
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

function organisationCheck(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, at) => total + weight * Number.parseInt(first8.charAt(at), 36), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

const LEVEL_DIGITS: Partial<Record<Level, string>> = { junior: '5', intermediate: '4', senior: '3', technician: '2', 'senior-technician': '1' };
const CERTIFICATES_A_SITE = 1_000_000;

/** A certificate number of 22 characters: kind of body, city, site, year, level, serial number. */
export function certificateNumberOf(city: string, year: number, level: Level, serial: number): string {
  const site = String(Math.floor(serial / CERTIFICATES_A_SITE) + 1).padStart(2, '0');
  return `Y0000${city}${site}${String(year).slice(2)}${LEVEL_DIGITS[level] ?? '0'}${String(serial % CERTIFICATES_A_SITE).padStart(6, '0')}`;
}

/** The same text with its last character changed to the next one: a check digit that no longer fits. */
export function withWrongCheck(code: string): string {
  return code.slice(0, -1) + String((Number(code.at(-1)?.replace('X', '9')) + 1) % 10);
}
