import { fen, yuanText, type Level } from '@gongjiang/kernel';
import type { FactValue } from '../answer.js';
import type { BeneficiaryKind } from '../pack/entitlement.schema.js';
import type { Language, Outcome } from '../reason.js';

type Words = Readonly<Record<Language, string>>;

export const LEVEL_WORDS = {
  apprentice: { zh: '学徒工', en: 'apprentice' },
  junior: { zh: '初级工', en: 'junior' },
  intermediate: { zh: '中级工', en: 'intermediate' },
  senior: { zh: '高级工', en: 'senior' },
  technician: { zh: '技师', en: 'technician' },
  'senior-technician': { zh: '高级技师', en: 'senior technician' },
  'special-technician': { zh: '特级技师', en: 'special technician' },
  'chief-technician': { zh: '首席技师', en: 'chief technician' },
} as const satisfies Record<Level, Words>;

export const KIND_WORDS = {
  person: { zh: '个人', en: 'person' },
  enterprise: { zh: '企业', en: 'enterprise' },
  institution: { zh: '机构（院校）', en: 'institution' },
  base: { zh: '基地', en: 'base' },
} as const satisfies Record<BeneficiaryKind, Words>;

export const OUTCOME_WORDS = {
  granted: { zh: '准予', en: 'Granted' },
  refused: { zh: '不予', en: 'Refused' },
  referred: { zh: '转其他部门办理', en: 'Referred to another department' },
  'needs-input': { zh: '待补充或由人决定', en: 'Waits for input, or for a person to decide' },
} as const satisfies Record<Outcome, Words>;

/** Headings and sentences of the page. */
export const PAGE_WORDS = {
  title: { zh: '决定说明', en: 'How this was decided' },
  claim: { zh: '申请', en: 'Claim' },
  entitlement: { zh: '待遇', en: 'Entitlement' },
  clause: { zh: '依据', en: 'Basis' },
  says: { zh: '条文大意', en: 'What it says' },
  beneficiary: { zh: '对象', en: 'For' },
  subject: { zh: '事项', en: 'Subject' },
  period: { zh: '所属期', en: 'Period' },
  outcome: { zh: '结果', en: 'Outcome' },
  amount: { zh: '金额', en: 'Amount' },
  fund: { zh: '资金', en: 'Fund' },
  standard: { zh: '办理标准', en: 'Standard' },
  reasons: { zh: '理由', en: 'Why' },
  steps: { zh: '核算过程', en: 'Step by step' },
  given: { zh: '此前已享受', en: 'Given before' },
  facts: { zh: '所依据的事实', en: 'Facts' },
  receipt: { zh: '凭据', en: 'Receipt' },
  replayed: { zh: '已按凭据重新核算，结果一致。', en: 'Decided again from the receipt: the same result.' },
  differs: { zh: '按凭据重新核算，结果不一致，请联系经办机构。', en: 'Decided again from the receipt, the result differs: ask the office.' },
  notReplayed: { zh: '本机没有当时的政策版本，未重新核算。', en: 'The policy version of that time is not here; it was not decided again.' },
  rules: { zh: '政策版本', en: 'Policy version' },
  overlay: { zh: '本市补充规定', en: 'The city\'s own settings' },
  objection: { zh: '如有异议，请凭凭据号向经办机构提出。', en: 'To object, tell the office the number of the receipt.' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  none: { zh: '（无）', en: '(none)' },
  holds: { zh: '符合', en: 'met' },
  fails: { zh: '不符合', en: 'not met' },
} as const satisfies Record<string, Words>;

export function yuan(amountFen: number, language: Language): string {
  const text = yuanText(fen(amountFen)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return language === 'zh' ? `${text} 元` : `${text} yuan`;
}

export function yesNo(value: FactValue, language: Language): string {
  return (value === true ? PAGE_WORDS.yes : PAGE_WORDS.no)[language];
}
