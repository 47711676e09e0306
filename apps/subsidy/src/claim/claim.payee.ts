import { isIdentityNumber, isUnifiedCreditCode, type CityCode, type PersonToken } from '@gongjiang/kernel';
import type { EntitlementDescription } from '@gongjiang/policy';
import type { PersonTokenizer } from '@gongjiang/security';

/** A payee by number: a person's identity number, or an organisation's unified social credit code. */
export function isPayeeNumber(value: unknown): value is string {
  return isIdentityNumber(value) || isUnifiedCreditCode(value);
}

/** True where the entitlement can be paid to whoever has such a number. */
export function isNumberFor(entitlement: EntitlementDescription, number: string): boolean {
  const paysPersons = entitlement.beneficiaryKinds.includes('person');
  const paysOrganisations = entitlement.beneficiaryKinds.some((kind) => kind !== 'person');
  return (paysPersons && isIdentityNumber(number)) || (paysOrganisations && isUnifiedCreditCode(number));
}

/** The token that stands for the payee outside the registry. Throws on what is no payee's number. */
export function payeeTokenOf(tokenizer: PersonTokenizer, city: CityCode, number: string): PersonToken {
  return isIdentityNumber(number) ? tokenizer.tokenOf(city, number) : tokenizer.organisationTokenOf(city, number);
}
