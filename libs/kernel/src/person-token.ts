declare const tokenBrand: unique symbol;

/**
 * What stands for a person everywhere outside a registry: `p_` and 26 characters, computed by the city's key
 * from the identity number. It names nobody to those who lack the key, and differs from city to city.
 */
export type PersonToken = string & { readonly [tokenBrand]: 'person-token' };

export function isPersonToken(value: unknown): value is PersonToken {
  return typeof value === 'string' && /^p_[a-z2-7]{26}$/.test(value);
}
