import { describe, expect, it } from '@jest/globals';
import type { RowProblem } from '../import/roster.js';
import { personRow } from './person.builders.js';
import { PERSON_ROWS } from './person.row.js';
import { isEmployedIn, isOwnAccount } from './person.js';
import { day, month } from '@gongjiang/kernel';

function problemsOf(change: Readonly<Record<string, string>>): readonly string[] {
  const problems: RowProblem[] = [];
  const read = PERSON_ROWS.read({ line: 7, cells: personRow(1, change) }, problems);
  expect(read === undefined).toBe(problems.length > 0);
  return problems.map(({ line, column, code }) => `${line} ${column} ${code}`);
}

describe('a row of the roster of persons', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['as it should be', {}],
    ['of a person who has left', { employedUntil: '2026-10-31' }],
    ['of a person who left on the first day', { employedUntil: '2020-01-01' }],
    ['with a name in another script', { name: '阿卜杜拉·买买提', accountHolder: '阿卜杜拉·买买提' }],
    ['with blanks around the name', { name: ' 王1 ' }],
  ])('goes in %s', (_what, change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['an identity number with a wrong check character', { identityNumber: '330702196001010018' }, '7 identityNumber roster.identity-number'],
    ['an identity number of the old kind', { identityNumber: '330702600101001' }, '7 identityNumber roster.identity-number'],
    ['no identity number', { identityNumber: '' }, '7 identityNumber roster.identity-number'],
    ['no name', { name: ' ' }, '7 name roster.empty'],
    ['a name with a control character', { name: '王\u0000一' }, '7 name roster.control-character'],
    ['a name with an invisible character', { name: '王\u200B一' }, '7 name roster.control-character'],
    ['a name longer than a bank takes', { accountHolder: '王'.repeat(71) }, '7 accountHolder roster.too-long'],
    ['an account with a wrong check digit', { bankAccount: '6228480000000000019' }, '7 bankAccount roster.bank-account'],
    ['an account that a spreadsheet has rounded', { bankAccount: '6.22848E+18' }, '7 bankAccount roster.bank-account'],
    ['an employer with a wrong check character', { employerCreditCode: '913307000000000001' }, '7 employerCreditCode roster.credit-code'],
    ['a day that is none', { employedFrom: '2026-02-29' }, '7 employedFrom roster.no-day'],
    ['a day written otherwise', { employedFrom: '2026/3/1' }, '7 employedFrom roster.no-day'],
    ['an end before the start', { employedUntil: '2019-12-31' }, '7 employedUntil roster.ends-before-start'],
    ['a name that a spreadsheet would calculate', { name: '=cmd|x' }, '7 name roster.formula'],
    ['an account holder that a spreadsheet would calculate', { accountHolder: '＠x' }, '7 accountHolder roster.formula'],
    ['no district', { district: '' }, '7 district roster.empty'],
  ])('stays out with %s, and the report says where and why', (_what, change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it('tells all its faults at once, one a column', () => {
    expect(problemsOf({ identityNumber: 'x', name: '', bankAccount: '', employedFrom: 'x' }).map((text) => text.split(' ')[1])).toEqual(['identityNumber', 'name', 'bankAccount', 'employedFrom']);
    expect(problemsOf({ name: '', employedUntil: '2019-12-31' })).toEqual(['7 name roster.empty', '7 employedUntil roster.ends-before-start']);
  });
});

describe('the registry of persons', () => {
  it.each([['2026-11-30', true], ['2026-11-29', false], ['2026-12-01', true]])('has a person in work in November who leaves on %s: %s', (until, employed) => {
    expect(isEmployedIn({ employerCreditCode: 'x', from: day('2020-01-01'), until: day(until) }, month('2026-11'))).toBe(employed);
  });

  it.each([['2026-11-30', true], ['2026-12-01', false]])('has a person in work in November who begins on %s: %s', (from, employed) => {
    expect(isEmployedIn({ employerCreditCode: 'x', from: day(from), until: null }, month('2026-11'))).toBe(employed);
  });

  it.each([['王一', '王一', true], ['王一', '王 一', true], ['王一', '王二', false], ['é', 'e\u0301', true], ['王一', '', false]])('takes the account of %s held by %s for the person\'s own: %s', (name, accountHolder, isOwn) => {
    expect(isOwnAccount({ name, accountHolder })).toBe(isOwn);
  });
});
