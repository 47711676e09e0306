import { describe, expect, it } from '@jest/globals';
import { describeEntitlement, loadPacks, type EntitlementDescription } from '@gongjiang/policy';
import type { RowProblem } from '../import/roster.js';
import { allowanceRow, trainingRow, wenzhouRow } from './claim.builders.js';
import { claimRows } from './claim.row.js';

const packs = loadPacks();
function entitlement(id: string): EntitlementDescription {
  const described = describeEntitlement(packs, id);
  if (!described) throw new Error(`no ${id}`);
  return described;
}
const JINHUA_ALLOWANCE = entitlement('jinhua/7/post-allowance');
const WENZHOU_ALLOWANCE = entitlement('wenzhou/1/post-allowance');
const TRAINING = entitlement('jinhua/7/certificate-training');

function read(of: EntitlementDescription, row: Readonly<Record<string, string>>): unknown {
  const problems: RowProblem[] = [];
  return claimRows(of).read({ line: 3, cells: row }, problems) ?? problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
}

describe('a row of a roster of claims', () => {
  it('states the facts that the clause asks for; the registry knows the job, and the month is the claim\'s', () => {
    expect([...claimRows(JINHUA_ALLOWANCE).columns].sort()).toEqual(Object.keys(allowanceRow(1)).sort());
    expect([...claimRows(WENZHOU_ALLOWANCE).columns].sort()).toEqual(Object.keys(wenzhouRow(1)).sort());
    expect([...claimRows(TRAINING).columns].sort()).toEqual(Object.keys(trainingRow(1)).sort());
    expect(read(JINHUA_ALLOWANCE, allowanceRow(1))).toMatchObject({ facts: { level: 'technician', occupationInShortage: true, employerPaysAllowance: true, firstMonth: '2026-01' }, firstMonth: '2026-01' });
    expect(read(TRAINING, trainingRow(1))).toMatchObject({ facts: { newlyCertified: true, standardFen: 280_000, occupationInShortage: false }, certificateNumber: 'training-1' });
  });

  it.each<[EntitlementDescription, Readonly<Record<string, string>>, string]>([
    [JINHUA_ALLOWANCE, allowanceRow(1, { identityNumber: '1' }), '3 identityNumber roster.identity-number'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { certificateNumber: ' ' }), '3 certificateNumber roster.empty'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { certificateNumber: 'x'.repeat(41) }), '3 certificateNumber roster.too-long'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { certificateNumber: 'a|b' }), '3 certificateNumber roster.unfit'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { firstMonth: '2026-13' }), '3 firstMonth roster.no-month'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { firstMonth: '2026-1' }), '3 firstMonth roster.no-month'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { level: '技师' }), '3 level roster.not-named'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { level: 'master' }), '3 level roster.not-named'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { occupationInShortage: 'yes' }), '3 occupationInShortage roster.yes-no'],
    [JINHUA_ALLOWANCE, allowanceRow(1, { employerPaysAllowance: '' }), '3 employerPaysAllowance roster.yes-no'],
    [WENZHOU_ALLOWANCE, wenzhouRow(1, { route: ' ' }), '3 route roster.empty'],
    [WENZHOU_ALLOWANCE, wenzhouRow(1, { route: 'x'.repeat(101) }), '3 route roster.too-long'],
    [TRAINING, trainingRow(1, { standardFen: '2800.00' }), '3 standardFen roster.no-amount'],
    [TRAINING, trainingRow(1, { standardFen: '-1' }), '3 standardFen roster.no-amount'],
    [TRAINING, trainingRow(1, { standardFen: '1e5' }), '3 standardFen roster.no-amount'],
    [TRAINING, trainingRow(1, { newlyCertified: 'TRUE' }), '3 newlyCertified roster.yes-no'],
  ])('of $id stays out where a cell does not fit: %#', (of, row, problem) => {
    expect(read(of, row)).toEqual([problem]);
  });

  it('takes a cell that looks like a formula for its text', () => {
    expect(read(WENZHOU_ALLOWANCE, wenzhouRow(1, { route: '=1+1' }))).toMatchObject({ facts: { route: '=1+1' } });
  });
});
