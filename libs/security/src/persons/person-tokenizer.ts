import type { KeyObject } from 'node:crypto';
import { isIdentityNumber, isUnifiedCreditCode, type CityCode, type PersonToken } from '@gongjiang/kernel';
import { keyedIndex } from '@gongjiang/persistence';
import type { CityKeys } from './city-keys.js';

/** Stands between identity numbers and all else: what leaves it names nobody to those without the keys. */
export interface PersonTokenizer {
  /** The person's token in that city: the same in every service that holds the city's key, another in every other city. */
  tokenOf(city: CityCode, identityNumber: string): PersonToken;
  /** The same for an enterprise, institution or base, by its unified social credit code: a payee like any other. */
  organisationTokenOf(city: CityCode, creditCode: string): PersonToken;
}

/** Finds the same person across cities, for the same-kind rule only (design rule 11); it appears in no event and no answer. */
export interface SameKindMatcher {
  /** 26 characters, the same whichever city asks. */
  sameKindIndex(identityNumber: string): string;
  organisationIndex(creditCode: string): string;
}

/** `p_` and 26 characters of HMAC-SHA256 under the city's key. Throws on what is no identity number: parse at the edge first. */
export function personTokenizer(keys: CityKeys): PersonTokenizer {
  return {
    tokenOf: (city, identityNumber) => `p_${keyedIndex(keys.keyOf(city), valid(identityNumber))}` as PersonToken,
    organisationTokenOf: (city, creditCode) => `p_${keyedIndex(keys.keyOf(city), `organisation/${validCode(creditCode)}`)}` as PersonToken,
  };
}

/** By a key of its own, so that who holds a city's token key cannot compute it, and the other way round. */
export function sameKindMatcher(key: KeyObject): SameKindMatcher {
  return {
    sameKindIndex: (identityNumber) => keyedIndex(key, `same-kind/${valid(identityNumber)}`),
    organisationIndex: (creditCode) => keyedIndex(key, `same-kind/organisation/${validCode(creditCode)}`),
  };
}

/** The last that was looked at: a roster asks of each row for the token and for the index. */
let lastValid = '';

function valid(identityNumber: string): string {
  if (identityNumber === lastValid) return identityNumber;
  if (!isIdentityNumber(identityNumber)) throw new RangeError('No identity number (not shown): parse at the edge first');
  lastValid = identityNumber;
  return identityNumber;
}

function validCode(creditCode: string): string {
  if (!isUnifiedCreditCode(creditCode)) throw new RangeError('No unified social credit code: parse at the edge first');
  return creditCode;
}
