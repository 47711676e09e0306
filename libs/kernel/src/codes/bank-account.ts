/** The last digit of a bank card number by the Luhn rule (ISO/IEC 7812-1). */
export function luhnCheckDigit(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48; // '0' is 48; rosters check a million of these
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** True for a bank card number of 16 to 19 digits with the right check digit. */
export function isBankCardNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\d{16,19}$/.test(value)
    && luhnCheckDigit(value.slice(0, -1)) === value.at(-1);
}

/** How cards of UnionPay begin; what is as long as a card and begins so is taken for one. */
const CARD = /^62\d{14,17}$/;

/**
 * True for the number of an account that money can be sent to: a card with the right check digit, or an account of
 * 8 to 34 digits that is none. A company's account has no check digit that all banks share.
 */
export function isAccountNumber(value: unknown): value is string {
  return typeof value === 'string' && (CARD.test(value) ? isBankCardNumber(value) : /^\d{8,34}$/.test(value));
}
