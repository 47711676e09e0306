import { isBankCardNumber, isDay, isIdentityNumber, isUnifiedCreditCode } from '@gongjiang/kernel';
import { z } from 'zod';
import { looksLikeFormula } from '../import/roster.formula.js';

const MAX_NAME_CHARACTERS = 70; // ISO 20022 carries 140 in a party's name; a bank's own file often half of that

const dayCell = z.string().refine(isDay, 'roster.no-day');
export const nameCell = z.string().trim().min(1, 'roster.empty').max(MAX_NAME_CHARACTERS, 'roster.too-long').refine((name) => !/[\p{C}]/u.test(name), 'roster.control-character')
  .refine((name) => !looksLikeFormula(name), 'roster.formula'); // No name begins so, and it goes on into other people's spreadsheets
export const districtCell = z.string().trim().min(1, 'roster.empty').max(40, 'roster.too-long');

/** An account outside a roster: a card of a person's, or an organisation's account. */
export const bankAccountSchema = z.string().regex(/^\d{8,34}$/);
export const accountHolderSchema = nameCell.meta({ format: 'plain-text' });

/** One row of a roster of persons. The messages are codes; their wording lives apart. */
export const personRowSchema = z
  .strictObject({
    identityNumber: z.string().refine(isIdentityNumber, 'roster.identity-number'),
    name: nameCell,
    accountHolder: nameCell,
    bankAccount: z.string().refine(isBankCardNumber, 'roster.bank-account'),
    employerCreditCode: z.string().refine(isUnifiedCreditCode, 'roster.credit-code'),
    employedFrom: dayCell,
    employedUntil: z.union([z.literal('').transform(() => null), dayCell]),
    district: districtCell,
  })
  .refine((row) => row.employedUntil === null || row.employedUntil >= row.employedFrom, { error: 'roster.ends-before-start', path: ['employedUntil'] });

export type PersonRow = z.infer<typeof personRowSchema>;
export const PERSON_COLUMNS = Object.keys(personRowSchema.shape);
