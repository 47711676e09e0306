import { creditCodeCheckCharacter, day, identityCheckCharacter, luhnCheckDigit, type CityCode, type PersonToken } from '@gongjiang/kernel';
import { JINHUA } from '../city/city.builders.js';
import type { Person, PersonFacts } from './person.js';

/** The nth person's token: tokens sort as their numbers do. */
export function tokenNo(n: number): PersonToken {
  let letters = '';
  for (let rest = n; rest > 0; rest = Math.floor(rest / 26)) letters = String.fromCodePoint(97 + (rest % 26)) + letters;
  return `p_${letters.padStart(26, 'a')}` as PersonToken;
}

/** The nth person's identity number, with a right check character. */
export function identityNumberNo(n: number): string {
  const first17 = `330702${1960 + (Math.floor(n / 300_000) % 40)}${String(1 + (Math.floor(n / 28_000) % 10)).padStart(2, '0')}${String(1 + (Math.floor(n / 1_000) % 28)).padStart(2, '0')}${String(n % 1_000).padStart(3, '0')}`;
  return first17 + identityCheckCharacter(first17);
}

export function bankAccountNo(n: number): string {
  const digits = `622848${String(n).padStart(12, '0')}`;
  return digits + luhnCheckDigit(digits);
}

/** An employer's code with right check characters. */
export const EMPLOYER = ((): string => {
  const first17 = '91330700MA2000000';
  return first17 + creditCodeCheckCharacter(first17);
})();

export const IN_WORK = { employerCreditCode: EMPLOYER, from: day('2020-01-01'), until: null } as const;

/** The nth person as a decision sees it: in work, with an account of its own. */
export function factsNo(n: number, overrides: Partial<PersonFacts> = {}): PersonFacts {
  return { token: tokenNo(n), kind: 'person', sameKindIndex: `person-${n}`, employment: IN_WORK, accountIsOwn: true, ...overrides };
}

/** The nth person of a city's registry. */
export function personNo(n: number, overrides: Partial<Person> = {}): Person {
  const city: CityCode = overrides.city ?? JINHUA;
  return {
    city, token: tokenNo(n), kind: 'person', sameKindIndex: `person-${n}`, employment: IN_WORK, district: '婺城区',
    identity: { identityNumber: identityNumberNo(n), name: `王${n}`, accountHolder: `王${n}`, bankAccount: bankAccountNo(n) },
    ...overrides,
  };
}

/** The nth person's row of a roster. */
export function personRow(n: number, overrides: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const { identity, district } = personNo(n);
  return {
    identityNumber: identity.identityNumber, name: identity.name, accountHolder: identity.accountHolder, bankAccount: identity.bankAccount,
    employerCreditCode: IN_WORK.employerCreditCode, employedFrom: IN_WORK.from, employedUntil: '', district, ...overrides,
  };
}
