declare const cityBrand: unique symbol;

/** A city by its six-digit division code (GB/T 2260): 330300 Wenzhou 温州, 330700 Jinhua 金华. */
export type CityCode = string & { readonly [cityBrand]: 'city' };

export function isCityCode(value: unknown): value is CityCode {
  return typeof value === 'string' && /^[1-9]\d{5}$/.test(value);
}

/** Takes text as a city's code. Throws where it is none: parse at the edge first. */
export function cityCode(text: string): CityCode {
  if (!isCityCode(text)) throw new RangeError(`Not a division code: ${text}`);
  return text;
}
