declare const fenBrand: unique symbol;

/** An amount of money in integer fen (1 yuan = 100 fen). Never a float, and never a bare number. */
export type Fen = number & { readonly [fenBrand]: 'fen' };

export const ZERO_FEN = 0 as Fen;

/** True for every amount that can be held exactly: a safe integer, of either sign. */
export function isFen(value: unknown): value is Fen {
  return Number.isSafeInteger(value);
}

/** Takes a number as fen. Throws on a fraction or an unsafe integer: parse at the edge first. */
export function fen(value: number): Fen {
  if (!isFen(value)) throw new RangeError(`Not an amount in integer fen: ${value}`);
  return (value === 0 ? 0 : value) as Fen;
}

export function addFen(left: Fen, right: Fen): Fen {
  return fen(left + right);
}

export function subtractFen(left: Fen, right: Fen): Fen {
  return fen(left - right);
}

export function negateFen(amount: Fen): Fen {
  return fen(-amount);
}

export function sumFen(amounts: Iterable<Fen>): Fen {
  let total = ZERO_FEN;
  for (const amount of amounts) total = addFen(total, amount);
  return total;
}

/** Yuan with two decimals, as people and bank files write it: 123456 fen is `1234.56`. */
export function yuanText(amount: Fen): string {
  const digits = Math.abs(amount).toString().padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reads `1234.56` (at most two decimals, no grouping) back into fen; undefined for anything else. */
export function fenFromYuanText(text: string): Fen | undefined {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const magnitude = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  const signed = match[1] === '-' ? -magnitude : magnitude;
  return isFen(signed) ? fen(signed) : undefined;
}
