import type { KeyObject } from 'node:crypto';
import type { CityCode } from '@gongjiang/kernel';
import { deriveKey } from '@gongjiang/persistence';

/** The key of each city. A service outside that serves one city is given that city's key and no other. */
export interface CityKeys {
  /** Throws for a city whose key this process does not hold. */
  keyOf(city: CityCode): KeyObject;
}

/** Every city's key computed from one root: for the installation that serves them all. */
export function derivedCityKeys(root: KeyObject): CityKeys {
  const keys = new Map<CityCode, KeyObject>();
  return {
    keyOf(city) {
      const known = keys.get(city) ?? cityKey(root, city);
      keys.set(city, known);
      return known;
    },
  };
}

/** The keys of some cities only: for a service that was handed them by `cityKey`. */
export function givenCityKeys(table: ReadonlyMap<CityCode, KeyObject>): CityKeys {
  return {
    keyOf(city) {
      const key = table.get(city);
      if (key === undefined) throw new Error(`This process holds no person-token key of city ${city}`);
      return key;
    },
  };
}

/** What is handed to a service of that city. It tells nothing about the root or about another city's key. */
export function cityKey(root: KeyObject, city: CityCode): KeyObject {
  return deriveKey(root, `person-token/${city}`);
}
