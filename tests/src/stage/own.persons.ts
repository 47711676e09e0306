import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { creditCodeCheckCharacter, identityCheckCharacter, luhnCheckDigit } from '@gongjiang/kernel';

/** One row of a roster, cell by cell. */
export type Row = Readonly<Record<string, string>>;

const EMPLOYER = '91330700MA2000000'; // its first 17 characters

/** The nth person that a spec has for itself: not of the sample. */
export function identityNumberOf(n: number): string {
  const first17 = `33070219851224${String(n).padStart(3, '0')}`;
  return first17 + identityCheckCharacter(first17);
}

export function accountOf(n: number): string {
  const digits = `622848990000${String(n).padStart(6, '0')}`;
  return digits + luhnCheckDigit(digits);
}

/** Its row in the roster of persons: in work, with an account of its own. */
export function personRow(n: number, overrides: Row = {}): Row {
  const name = `测试${String(n)}`;
  return {
    identityNumber: identityNumberOf(n), name, accountHolder: name, bankAccount: accountOf(n),
    employerCreditCode: EMPLOYER + creditCodeCheckCharacter(EMPLOYER), employedFrom: '2020-01-01', employedUntil: '', district: '婺城区', ...overrides,
  };
}

/** Its claim of Jinhua's post allowance, 600 yuan a month. */
export function allowanceRow(n: number, firstMonth: string): Row {
  return { identityNumber: identityNumberOf(n), certificateNumber: `own-${n}`, firstMonth, level: 'technician', occupationInShortage: 'true', employerPaysAllowance: 'true' };
}

/** Writes rows as a file, the header from the first. Answers its path. */
export async function fileOf(folder: string, name: string, rows: readonly Row[]): Promise<string> {
  const columns = Object.keys(rows[0] ?? {});
  const path = join(folder, `${name}.csv`);
  await writeFile(path, [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => cells.join(',')).join('\n'));
  return path;
}
