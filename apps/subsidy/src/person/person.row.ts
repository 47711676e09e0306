import { isBankCardNumber, isDay, isIdentityNumber, isUnifiedCreditCode, type Day } from '@gongjiang/kernel';
import { z } from 'zod';
import { cellThat, emptyOr, Misfit, rowReader, textCell } from '../import/roster.cells.js';
import { looksLikeFormula } from '../import/roster.formula.js';

const MAX_NAME_CHARACTERS = 70; // ISO 20022 carries 140 in a party's name; a bank's own file often half of that
const MAX_DISTRICT_CHARACTERS = 40;
const CONTROL_CHARACTER = new Misfit('roster.control-character');
const FORMULA = new Misfit('roster.formula');

/** No name begins as a formula does, and it goes on into other people's spreadsheets. */
export const nameCell = textCell(MAX_NAME_CHARACTERS, (name) => {
  if (/[\p{C}]/u.test(name)) return CONTROL_CHARACTER;
  return looksLikeFormula(name) ? FORMULA : name;
});
export const districtCell = textCell(MAX_DISTRICT_CHARACTERS);

/** An account outside a roster: a card of a person's, or an organisation's account. */
export const bankAccountSchema = z.string().regex(/^\d{8,34}$/);
export const accountHolderSchema = z.string().trim().min(1).max(MAX_NAME_CHARACTERS).refine((name) => !(nameCell(name) instanceof Misfit)).meta({ format: 'plain-text' });

/** One row of a roster of persons. */
export interface PersonRow {
  readonly identityNumber: string;
  readonly name: string;
  readonly accountHolder: string;
  readonly bankAccount: string;
  readonly employerCreditCode: string;
  readonly employedFrom: Day;
  readonly employedUntil: Day | null;
  readonly district: string;
}

const day = cellThat(isDay, 'roster.no-day');
/** Reads a roster of persons. */
export const PERSON_ROWS = rowReader<PersonRow>({
  identityNumber: cellThat(isIdentityNumber, 'roster.identity-number'),
  name: nameCell,
  accountHolder: nameCell,
  bankAccount: cellThat(isBankCardNumber, 'roster.bank-account'),
  employerCreditCode: cellThat(isUnifiedCreditCode, 'roster.credit-code'),
  employedFrom: day,
  employedUntil: emptyOr(day),
  district: districtCell,
}, { column: 'employedUntil', code: 'roster.ends-before-start', isBroken: ({ employedFrom, employedUntil }) => Boolean(employedFrom && employedUntil && employedUntil < employedFrom) });
