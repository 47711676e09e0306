const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const NONE = -1;
/** What each sign counts, by its code: a roster names an employer a row. */
const VALUES: readonly number[] = Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)));

/** The check character of the first 17 of a unified social credit code (GB 32100): (31 − Σ) mod 31. */
export function creditCodeCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (let at = 0; at < 17; at += 1) {
    sum += (VALUES[first17.charCodeAt(at)] ?? NONE) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** True for an 18-character unified social credit code (统一社会信用代码) whose check character is right. */
export function isUnifiedCreditCode(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(value)
    && creditCodeCheckCharacter(value) === value[17];
}
