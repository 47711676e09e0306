import { withWrongCheck } from './codes.js';
import { makeName } from './names.js';
import { randomOf } from './random.js';
import type { Resident, SampleSeed } from './resident.js';

export const PERSON_COLUMNS = ['identityNumber', 'name', 'accountHolder', 'bankAccount', 'employerCreditCode', 'employedFrom', 'employedUntil', 'district'] as const;

/** The lines of one person on its city's roster of persons: one, or two where the roster repeats it. */
export function personRows(sample: SampleSeed, resident: Resident): string[][] {
  const row = [
    resident.story === 'person-wrong-check-digit' ? withWrongCheck(resident.identityNumber) : resident.identityNumber,
    resident.story === 'person-missing-field' ? '' : resident.name,
    resident.story === 'account-not-own' ? anotherName(sample, resident) : resident.name,
    resident.story === 'person-wrong-account' ? withWrongCheck(resident.bankAccount) : resident.bankAccount,
    resident.employerCreditCode, resident.employedFrom, resident.employedUntil ?? '', resident.district,
  ];
  return resident.story === 'person-twice' ? [row, row] : [row];
}

function anotherName(sample: SampleSeed, { nth, name }: Resident): string {
  const random = randomOf(sample.seed, `holder ${nth}`);
  let other = name;
  while (other === name) other = makeName(random, 'female');
  return other;
}
