import { REGISTRY_CHECKS, type RegistryAnswer, type RegistryCheck } from '@gongjiang/contracts';
import { day, month, type Month, type PersonToken } from '@gongjiang/kernel';
import { tokenNo } from '../person/person.builders.js';
import { answerKey, isOfMonth, type PersonAnswer } from './person-answer.js';
import type { Examination } from './person-check.js';
import { personChecksSchema, type PersonCheckSettings } from './person-check.settings.js';

export const NOVEMBER = month('2026-11');
export const TODAY = day('2026-11-02');

/** All checks, each the same way without an answer. */
export function allChecks(unanswered: 'hold' | 'pass', more: { readonly askRegistry?: boolean } = {}): PersonCheckSettings {
  return personChecksSchema.parse({ death: { unanswered, ...more }, employment: { unanswered, ...more }, 'paid-elsewhere': { unanswered, ...more } });
}

/** The nth person's answer for November, as a file of today brought it. */
export function answerNo(n: number, check: RegistryCheck, answer: RegistryAnswer, overrides: Partial<PersonAnswer> = {}): PersonAnswer {
  return { token: tokenNo(n), check, month: isOfMonth(check) ? NOVEMBER : null, answer, answeredOn: TODAY, by: 'file', source: 'a-file', ...overrides };
}

/** The answer against paying. */
export function against(check: RegistryCheck): RegistryAnswer {
  return REGISTRY_CHECKS[check][1];
}

export function fine(check: RegistryCheck): RegistryAnswer {
  return REGISTRY_CHECKS[check][0];
}

/** What a check of the first three persons rests on; nothing was answered unless the test says so. */
export function examinationOf(parts: { readonly settings?: PersonCheckSettings; readonly answers?: readonly PersonAnswer[]; readonly sharing?: readonly PersonToken[]; readonly vain?: Examination['vain'] } = {}): Examination {
  const { settings = allChecks('pass'), answers = [], sharing = [], vain = new Map() } = parts;
  return {
    settings, today: TODAY, vain,
    standing: new Map(answers.map((answer) => [answerKey(answer.token, answer.check, answer.month), answer])),
    accounts: new Map([1, 2, 3].map((n) => [tokenNo(n), { kind: 'person', isShared: sharing.includes(tokenNo(n)) }])),
  };
}

export function monthsOf(tokens: readonly PersonToken[], months: readonly Month[] = [NOVEMBER]): ReadonlyMap<PersonToken, readonly Month[]> {
  return new Map(tokens.map((token) => [token, months]));
}
