import { isUnifiedCreditCode } from '@gongjiang/kernel';
import { cellThat, rowReader } from '../import/roster.cells.js';
import { PAYEE_KINDS, type PayeeKind } from './person.js';
import { districtCell, nameCell } from './person.row.js';

export const ORGANISATION_KINDS = PAYEE_KINDS.filter((kind) => kind !== 'person');

/** One row of a roster of organisations: who can be paid besides persons. */
export interface OrganisationRow {
  readonly creditCode: string;
  readonly kind: Exclude<PayeeKind, 'person'>;
  readonly name: string;
  readonly accountHolder: string;
  readonly bankAccount: string;
  readonly district: string;
}

/** A company's account is no card: it has no check digit that all banks share. */
const isCompanyAccount = (text: string): boolean => /^\d{8,34}$/.test(text);
const isKind = (text: string): text is OrganisationRow['kind'] => (ORGANISATION_KINDS as readonly string[]).includes(text);

/** Reads a roster of organisations. */
export const ORGANISATION_ROWS = rowReader<OrganisationRow>({
  creditCode: cellThat(isUnifiedCreditCode, 'roster.credit-code'),
  kind: cellThat(isKind, 'roster.not-named'),
  name: nameCell,
  accountHolder: nameCell,
  bankAccount: cellThat(isCompanyAccount, 'roster.bank-account'),
  district: districtCell,
});
