import { luhnCheckDigit } from './bank-account.js';
import { isIdentityNumber } from './identity-number.js';

/** Runs of digits that stand alone: not inside a hash, an id or a longer number. */
const LONE_NUMBER = /(?<![0-9A-Za-z])\d{15,19}[\dXx]?(?![0-9A-Za-z])/g;

/** True where the text holds an identity number, or a card number of a Chinese bank (62…), with the right check digit. */
export function holdsPersonalNumber(text: string): boolean {
  return [...text.matchAll(LONE_NUMBER)].some(([number]) => isPersonalNumber(number));
}

/** The text with such numbers cut to their last four characters, for logs. */
export function maskPersonalNumbers(text: string): string {
  return text.replace(LONE_NUMBER, (number) => (isPersonalNumber(number) ? `***${number.slice(-4)}` : number));
}

function isPersonalNumber(number: string): boolean {
  return isIdentityNumber(number.toUpperCase()) || isChineseCard(number);
}

function isChineseCard(number: string): boolean {
  return /^62\d{14,17}$/.test(number) && luhnCheckDigit(number.slice(0, -1)) === number.at(-1);
}
