import type { Language, ReasonCode } from './reason.js';

const TEXTS = {
  'unknown-entitlement': { zh: '没有这个待遇编号', en: 'There is no entitlement of this id' },
  'not-in-force': { zh: '所属期不在政策有效期内', en: 'The period lies outside the time in which the policy is in force' },
  'beneficiary-kind': { zh: '该待遇不发给这类对象', en: 'The entitlement is not for beneficiaries of this kind' },
  'missing-fact': { zh: '缺少事实，或事实的格式不对，需补正', en: 'A fact is missing or not usable; it must be supplied' },
  barred: { zh: '诚信档案限制期内，不得享受', en: 'The beneficiary is barred by the credit file in this period' },
  'condition-failed': { zh: '不符合条款规定的条件', en: 'A condition of the clause is not met' },
  'term-ended': { zh: '不在享受期限之内', en: 'The month or year lies outside the term of the entitlement' },
  'amount-not-set': { zh: '政策原文和参数都没有定出标准，需由人决定', en: 'Neither the policy nor its parameters set the amount; a person must decide' },
  'nothing-due': { zh: '核算金额为零', en: 'The amount comes to zero' },
  'quota-exceeded': { zh: '计划名额已用完，需由人决定', en: 'The planned number of persons is used up; a person must decide' },
  duplicate: { zh: '已享受过，不重复发放', en: 'It was given before and is not given twice' },
  superseded: { zh: '同类项目从高享受，已有更高的一项', en: 'A higher claim of the same kind takes its place' },
  capped: { zh: '按上限封顶', en: 'Cut to the limit' },
  uplifted: { zh: '紧缺职业（工种）上浮', en: 'Raised for an occupation in shortage' },
  'topped-up': { zh: '已享受部分扣除，只补差额', en: 'Only the difference to what was given before is granted' },
  'cap-exhausted': { zh: '累计总额已用完', en: 'Nothing is left under the limit over several years' },
} as const satisfies Record<ReasonCode, Record<Language, string>>;

/** A reason in words, for a citizen's page or a clerk's screen. */
export function reasonText(code: ReasonCode, language: Language): string {
  return TEXTS[code][language];
}
