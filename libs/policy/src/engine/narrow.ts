/**
 * The same text in one byte a character where it can be. Text cut out of a file that holds Chinese keeps two bytes,
 * also where it is `termMonths`, and a receipt that holds a piece of it takes three times as long to hash.
 */
export function narrow(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
