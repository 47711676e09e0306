import type { WordingTable } from '@gongjiang/http';
import type { CaseRefusalCode } from './case.js';

export type CaseCode = CaseRefusalCode | 'case.unknown';

export const CASE_WORDING = {
  'case.unknown': { status: 404, zh: '没有这个异常事项', en: 'There is no such case' },
  'case.resolved-already': { status: 409, zh: '该异常事项已办结', en: 'The case is resolved already' },
  'case.not-owner': { status: 403, zh: '该异常事项由 {owner} 负责，请先接手', en: '{owner} has this case in hand: take it over first' },
  'case.not-in-hand': { status: 409, zh: '请先接手该异常事项', en: 'Take the case in hand first' },
} as const satisfies Record<CaseCode, WordingTable[string]>;
