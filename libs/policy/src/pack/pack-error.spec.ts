import { describe, expect, test } from '@jest/globals';
import { SMALL_PACK, smallPacks } from '../../fixtures/small-pack.js';
import { PackError } from './pack.error.js';

/** What a clerk may get wrong, and what the clerk is told: file, line, and what is expected. */
const FAULTS: readonly [what: string, from: string, to: string, told: RegExp][] = [
  ['a key that is not known', 'times: monthly', 'time: monthly', /^small\.yaml:\d+: .*"time" is not known here|times/],
  ['a word that is none of the named', 'times: monthly', 'times: weekly', /^small\.yaml:20: entitlements › 0 › times: .*monthly/],
  ['a day that is not in the calendar', '{from: 2025-01-01, value: 50}', '{from: 2025-02-30, value: 50}', /^small\.yaml:\d+: .*a day YYYY-MM-DD of the calendar is expected/],
  ['YAML that is broken', 'beneficiaries: [person]', 'beneficiaries: [person', /^small\.yaml:\d+: /],
  ['a key said twice', 'times: monthly', 'times: monthly\n    times: yearly', /^small\.yaml:21: Map keys must be unique/],
  ['a formula that does not parse', 'when: days >= leastDays', 'when: "days >="', /^small\.yaml:26: "days >=": Unexpected token/],
  ['a name that nobody defined', 'when: days >= leastDays', 'when: days >= least', /^small\.yaml:26: "days >= least": Unknown variable: least/],
  ['a condition that gives a number', 'when: days >= leastDays', 'when: days + leastDays', /^small\.yaml:26: .*a formula that gives bool is expected, this one gives int/],
  ['words compared with numbers', 'when: days >= leastDays', 'when: days >= "20"', /^small\.yaml:26: .*no such overload/],
  ['a division', 'when: days >= leastDays', 'when: days / 2 >= leastDays', /^small\.yaml:26: .*no division: use percent\(x, p\) or share\(x, a, b\), which round half up to the fen/],
  ['a decimal point', 'when: days >= leastDays', 'when: 1.5 > 1.0', /^small\.yaml:26: .*whole numbers only/],
  ['a function that is not of the language', 'when: days >= leastDays', 'when: size(level) > 3', /^small\.yaml:26: .*there is no function size\(\); there are percent, share, yearsAfter, isAtLeast/],
  ['a macro', 'when: days >= leastDays', 'when: "[1].all(x, x > 0)"', /^small\.yaml:26: .*is not part of the language of packs/],
  ['values that overlap', '{from: 2026-06-01, until: 2026-12-31, value: 70001}', '{from: 2026-05-01, until: 2026-12-31, value: 70001}', /^small\.yaml:31: a value that begins after the one before has ended/],
  ['a value that ends before it begins', '{from: 2026-06-01, until: 2026-12-31, value: 70001}', '{from: 2026-06-01, until: 2026-05-31, value: 70001}', /^small\.yaml:31: /],
  ['money that is no whole number', 'value: 50000}', 'value: 500.5}', /^small\.yaml:31: .*a whole number of 0 or more/],
  ['a word where a number belongs', 'value: 50000}', 'value: 五百}', /^small\.yaml:31: a whole number of 0 or more, or no-limit, is expected/],
  ['no limit in a sum', 'value: 50000}', 'value: no-limit}', /^small\.yaml:28: .*"highFen" says no-limit, and a formula cannot reckon with that/],
  ['a parameter named as a fact', 'leastDays: {title', 'days: {title', /^small\.yaml:\d+: the name "days" is taken/],
  ['a fact with a name of its own meaning', 'days: {type: count', 'amount: {type: count', /^small\.yaml:24: the name "amount" has a meaning of its own/],
  ['a group that there is not', 'group: {name: allowance}', 'group: {name: bonus}', /^small\.yaml:21: a group of this pack is expected \(allowance\)/],
  ['a fund that there is not', 'value: local-talent}]', 'value: treasury}]', /^small\.yaml:34: a fund of this pack is expected \(local-talent, talent-special\), or none/],
  ['a fund parameter that there is not', '    fund: fund', '    fund: money', /^small\.yaml:29: there is no parameter "money"/],
  ['no fund', '    fund: fund\n', '', /^small\.yaml:17: "fund" is expected/],
  ['neither amount nor standard', 'amount:\n      - {name: month, text: {zh: 每月, en: A month}, is: \'isAtLeast(level, "technician") ? highFen : percent(highFen, lowPercent)\'}\n', 'pays: true\n', /either "amount" or "standard" is expected/],
  ['an id of another pack', 'id: small/1/allowance', 'id: large/1/allowance', /^small\.yaml:17: an id that begins with small\/ is expected/],
  ['an entitlement that no clause names', 'coded: [small/1/allowance]', 'other-system: training T1', /^small\.yaml:17: a sentence of the clause map that says "coded: \[small\/1\/allowance\]" is expected/],
  ['a clause that names what is not there', 'coded: [small/1/allowance]', 'coded: [small/1/allowance, small/1/other]', /^small\.yaml:15: "small\/1\/other" is not in this pack/],
  ['a reason that there is not', 'is: {coded: [small/1/allowance]}}', 'is: {coded: [small/1/allowance]}}, {about: {zh: 二, en: Two}, characters: 1, digest: \'084b42f6e95e4e65\', is: {needs-a-person: whim}}', /^small\.yaml:15: one of the pack's reasons is expected \(direction\)/],
  ['the text of a sentence in place of words of our own', 'about: {zh: 一, en: One}', 'text: 一', /^small\.yaml:15: clauses › 0 › parts › 0.*(about|text)/],
  ['a digest that a clerk forgot', ", digest: '51a75f4634dfa859', is", ', is', /^small\.yaml:15: clauses › 0 › parts › 0 › digest: this is filled in by "policy coverage PACK --source FILE --write"/],
  ['a sentence left out', 'en: In force}, characters: 1', 'en: In force}, characters: 2', /^small\.yaml:5: the parts of the clause map hold 1 characters, the source 2: a part is left out, added or changed/],
  ['a part left out', '  source: {title: 小, status: {zh: 有效, en: In force}, characters: 1, digest: \'51a75f4634dfa8598a0a1436da0b7764830edd1f3a97661222387da2fe2b38d1\'}\n', '', /^small\.yaml:1: pack › source: /],
];

describe('a fault in a pack is told with file, line and what is expected', () => {
  test('the pack is good as it is', () => expect(() => smallPacks()).not.toThrow());
  test.each(FAULTS)('%s', (_, from, to, told) => {
    expect(SMALL_PACK).toContain(from);
    expect(messageOf(SMALL_PACK.replace(from, to))).toMatch(told);
  });
  test('no head', () => expect(messageOf('funds: {}')).toBe('small.yaml:1: a part "pack" is expected in one of the files: id, version, title, source, inForce'));
  test('nothing', () => expect(messageOf('')).toMatch(/^small\.yaml:1: /));
  test('a file too large', () => expect(messageOf(`# ${'x'.repeat(1_000_001)}`)).toMatch(/at most 1000000 characters/));
  test('an alias cannot blow a file up', () => expect(messageOf('funds: &a {x: {zh: 一, en: one}}\ngroups: *a')).toMatch(/^small\.yaml:2: .*no anchors/));
});

function messageOf(text: string): string {
  try {
    smallPacks(text);
  } catch (error) {
    if (error instanceof PackError) return error.message;
    throw error;
  }
  return '(no fault)';
}
