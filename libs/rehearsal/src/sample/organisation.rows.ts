import { creditCodeOf } from './codes.js';
import { regionsOf, JINHUA } from './regions.js';

export const ORGANISATION_COLUMNS = ['creditCode', 'kind', 'name', 'accountHolder', 'bankAccount', 'district'] as const;

/** An organisation of Jinhua that the policy pays; its name says that it is made up. */
export interface Organisation {
  readonly creditCode: string;
  readonly kind: 'enterprise' | 'institution' | 'base';
  readonly name: string;
  readonly bankAccount: string;
  readonly district: string;
}

const KINDS = [['enterprise', '样例精密制造企业'], ['enterprise', '样例五金企业'], ['institution', '样例技师学院'], ['base', '样例公共实训基地']] as const;
/** Above the numbers of the employers, so that no employer is one of them. */
const FIRST_NUMBER = 90_001;

/** Jinhua's organisations: the same in every sample. */
export const ORGANISATIONS: readonly Organisation[] = KINDS.map(([kind, name], at) => {
  const [{ name: district, divisionCode }] = regionsOf(JINHUA)[at] ?? [{ name: '婺城', divisionCode: '330702' }, 1];
  return { creditCode: creditCodeOf(divisionCode, FIRST_NUMBER + at), kind, name, bankAccount: `33070160004${String(at + 1).padStart(8, '0')}`, district };
});

export function organisationRow({ creditCode, kind, name, bankAccount, district }: Organisation): string[] {
  return [creditCode, kind, name, name, bankAccount, district];
}
