import { isUnifiedCreditCode } from '@gongjiang/kernel';
import { z } from 'zod';
import { PAYEE_KINDS } from './person.js';
import { districtCell, nameCell } from './person.row.js';

export const ORGANISATION_KINDS = PAYEE_KINDS.filter((kind) => kind !== 'person');

/** A company's account is no card: it has no check digit that all banks share. */
const COMPANY_ACCOUNT = /^\d{8,34}$/;

/** One row of a roster of organisations: who can be paid besides persons. The messages are codes; their wording lives apart. */
export const organisationRowSchema = z.strictObject({
  creditCode: z.string().refine(isUnifiedCreditCode, 'roster.credit-code'),
  kind: z.enum(ORGANISATION_KINDS, 'roster.not-named'),
  name: nameCell,
  accountHolder: nameCell,
  bankAccount: z.string().regex(COMPANY_ACCOUNT, 'roster.bank-account'),
  district: districtCell,
});

export type OrganisationRow = z.infer<typeof organisationRowSchema>;
export const ORGANISATION_COLUMNS = Object.keys(organisationRowSchema.shape);
