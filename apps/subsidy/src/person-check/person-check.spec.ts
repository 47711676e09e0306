import { describe, expect, it } from '@jest/globals';
import { REGISTRY_CHECK_IDS, REGISTRY_CHECKS, type RegistryCheck } from '@gongjiang/contracts';
import { addDays, month } from '@gongjiang/kernel';
import { describeEntitlement, loadPacks } from '@gongjiang/policy';
import { HOLD_CODES, type HoldCode } from '../held-line/held-line.js';
import { reasonsOf } from '../held-line/held-line.wording.js';
import { tokenNo } from '../person/person.builders.js';
import { against, allChecks, answerNo, examinationOf, fine, NOVEMBER, TODAY } from './person-check.builders.js';
import { CHECK_RULES, codesOf, examine, examiner, isAbout, mustAsk, type Examination } from './person-check.js';
import { personChecksSchema } from './person-check.settings.js';

const WHO = tokenNo(1);
const codes = (examination: Examination, of = NOVEMBER): readonly HoldCode[] => codesOf(examine(examination, WHO, of));

describe('the check of persons', () => {
  it.each(REGISTRY_CHECK_IDS)('%s: the answer for passes, the answer against holds with its code', (check) => {
    expect(codes(examinationOf({ answers: [answerNo(1, check, fine(check))] }))).toEqual([]);
    expect(codes(examinationOf({ answers: [answerNo(1, check, against(check))] }))).toEqual([CHECK_RULES[check].holds]);
  });

  it.each(REGISTRY_CHECK_IDS)('%s: without an answer the line goes as the city has set', (check) => {
    const settings = (unanswered: string) => personChecksSchema.parse({ [check]: { unanswered } });
    expect(codes(examinationOf({ settings: settings('pass') }))).toEqual([]);
    expect(codes(examinationOf({ settings: settings('hold') }))).toEqual([CHECK_RULES[check].unanswered]);
  });

  it('asks nothing that the city has not set', () => {
    expect(examine(examinationOf({ settings: {}, answers: [answerNo(1, 'death', 'dead')] }), WHO, NOVEMBER).map(({ check }) => check)).toEqual(['shared-account']);
  });

  it('holds whoever has an account that another has too', () => {
    const examination = examinationOf({ sharing: [tokenNo(1), tokenNo(2)] });
    expect([1, 2, 3].map((n) => codesOf(examine(examination, tokenNo(n), NOVEMBER)))).toEqual([['account-shared'], ['account-shared'], []]);
  });

  it.each<[string, Parameters<typeof examinationOf>[0]]>([
    ['nobody has said anything', { settings: allChecks('hold'), sharing: [tokenNo(2)] }],
    ['something was said of one', { settings: allChecks('hold'), sharing: [tokenNo(2)], answers: [answerNo(1, 'death', 'alive')] }],
    ['one was asked after in vain', { settings: allChecks('hold'), vain: new Map([[`${tokenNo(3)}|employment|${NOVEMBER}`, 'silent']]) }],
  ])('finds of many what it finds of each, where %s', (_when, parts) => {
    const { accounts, ...rest } = examinationOf(parts);
    const examination: Examination = { ...rest, accounts: new Map([...accounts, [tokenNo(4), { kind: 'enterprise', isShared: false }]]) };
    const ofMany = examiner(examination);
    for (const n of [1, 2, 3, 4, 5, 1]) expect(ofMany(tokenNo(n), NOVEMBER)).toEqual(examine(examination, tokenNo(n), NOVEMBER));
  });

  it('tells all that it found at once', () => {
    const examination = examinationOf({ answers: REGISTRY_CHECK_IDS.map((check) => answerNo(1, check, against(check))), sharing: [WHO] });
    expect(codes(examination)).toEqual(['account-shared', 'person-dead', 'not-employed', 'paid-elsewhere']);
  });

  it('takes what is said of a month for that month alone, and a death for all', () => {
    const examination = examinationOf({ answers: [answerNo(1, 'employment', 'not-employed'), answerNo(1, 'death', 'dead')] });
    expect(codes(examination, month('2026-10'))).toEqual(['person-dead']);
    expect(codes(examination)).toEqual(['person-dead', 'not-employed']);
  });

  it('believes for a time that somebody lives, and always that somebody has died', () => {
    const settings = personChecksSchema.parse({ death: { unanswered: 'hold', maxAgeDays: 30 }, employment: { unanswered: 'hold' } });
    const said = (answer: 'alive' | 'dead', daysAgo: number) => codes(examinationOf({ settings, answers: [answerNo(1, 'death', answer, { answeredOn: addDays(TODAY, -daysAgo) }), answerNo(1, 'employment', 'employed', { answeredOn: addDays(TODAY, -daysAgo) })] }));
    expect([said('alive', 30), said('alive', 31), said('dead', 3_000)]).toEqual([[], ['death-unanswered'], ['person-dead']]);
  });

  it('says why there is no answer, and where one came from', () => {
    const settings = allChecks('hold');
    const old = answerNo(1, 'death', 'alive', { answeredOn: addDays(TODAY, -93) });
    const vain = new Map([[`${WHO}|employment|${NOVEMBER}`, 'silent'], [`${WHO}|paid-elsewhere|${NOVEMBER}`, 'unknown']] as const);
    const [, death, employment, elsewhere] = examine(examinationOf({ settings, answers: [old], vain }), WHO, NOVEMBER);
    expect([death?.answer, employment?.answer, elsewhere?.answer]).toEqual(['too-old', 'silent', 'unknown']);
    expect(death).toMatchObject({ answeredOn: old.answeredOn, by: 'file', source: 'a-file', code: 'death-unanswered' });
    expect(examine(examinationOf({ settings }), WHO, NOVEMBER)[1]).toMatchObject({ answer: 'missing', by: null, source: null });
  });

  it('looks at an organisation\'s account and at nothing else', () => {
    const examination = { ...examinationOf({ settings: allChecks('hold'), sharing: [WHO] }), accounts: new Map([[WHO, { kind: 'enterprise' as const, isShared: true }]]) };
    expect(codes(examination)).toEqual(['account-shared']);
    expect(mustAsk({ ...examination, settings: allChecks('hold', { askRegistry: true }) }, WHO, 'death', null)).toBe(false);
  });

  it.each<[string, RegistryCheck, string, boolean]>([
    ['where nothing is known', 'death', '', true], ['where a fresh answer is fine', 'death', 'alive', false], ['where what was found may have been put right', 'death', 'dead', true],
    ['of work where nothing is known', 'employment', '', true], ['of work that is known', 'employment', 'employed', false],
  ])('asks a registry %s', (_where, check, answer, isAsked) => {
    const answers = answer === '' ? [] : [answerNo(1, check, answer as never)];
    const month_ = check === 'death' ? null : NOVEMBER;
    expect(mustAsk(examinationOf({ settings: allChecks('pass', { askRegistry: true }), answers }), WHO, check, month_)).toBe(isAsked);
    expect(mustAsk(examinationOf({ settings: allChecks('pass'), answers }), WHO, check, month_)).toBe(false);
  });
});

describe('what a finding is about', () => {
  const packs = loadPacks();
  const about = (code: HoldCode, entitlement: string): boolean => isAbout(code, describeEntitlement(packs, entitlement));

  it('work, where the clause asks for work: an allowance for a post, and no subsidy for a training', () => {
    expect(['jinhua/7/post-allowance', 'jinhua/7/certificate-training', 'wenzhou/1/post-allowance'].map((id) => about('not-employed', id))).toEqual([true, false, false]);
    expect(about('employment-unanswered', 'jinhua/7/certificate-training')).toBe(false);
  });

  it('another place that pays, where the kind is compared across cities', () => {
    expect(['jinhua/7/post-allowance', 'wenzhou/1/post-allowance', 'jinhua/7/certificate-training'].map((id) => about('paid-elsewhere', id))).toEqual([true, true, false]);
  });

  it('a death and an account, whatever is paid; and what nobody can describe is held', () => {
    for (const code of ['person-dead', 'account-shared', 'death-unanswered'] as const) expect(about(code, 'jinhua/7/certificate-training')).toBe(true);
    expect(isAbout('not-employed', undefined)).toBe(true);
  });
});

describe('the words of a held line', () => {
  it.each(HOLD_CODES)('%s is said in both languages', (code) => {
    const [reason] = reasonsOf([code]);
    expect(reason?.zh).toMatch(/\p{Script=Han}/u);
    expect(reason?.en).not.toMatch(/\p{Script=Han}/u);
  });

  it('policy has the words of its own codes', () => {
    expect(reasonsOf(['barred'])[0]?.zh).toMatch(/诚信/);
  });

  it('each check has two answers and no more: one for, one against', () => {
    expect(Object.values(REGISTRY_CHECKS).map((answers) => new Set(answers).size)).toEqual([2, 2, 2]);
  });
});
