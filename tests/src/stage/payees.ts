import { creditCodeCheckCharacter } from '@gongjiang/kernel';
import type { Row } from './own.persons.js';

/** Who can be paid, as a registry knows them. */
export type PayeeKind = 'person' | 'enterprise' | 'institution' | 'base';
export type OrganisationKind = Exclude<PayeeKind, 'person'>;

/** The nth organisation that a spec has for itself: its unified social credit code. */
export function creditCodeOf(n: number): string {
  const first17 = `9133070${String(n)}MA2QRTW00`.slice(0, 17);
  return first17 + creditCodeCheckCharacter(first17);
}

/** Its row in the roster of organisations. */
export function organisationRow(n: number, kind: OrganisationKind): Row {
  const name = `样例单位${String(n)}`;
  return { creditCode: creditCodeOf(n), kind, name, accountHolder: name, bankAccount: `33070160004000000${String(n).padStart(3, '0')}`, district: '婺城区' };
}
