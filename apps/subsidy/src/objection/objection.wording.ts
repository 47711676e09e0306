import type { WordingTable } from '@gongjiang/http';
import type { HoldRefusalCode } from './line-hold.js';
import type { ObjectionRefusalCode } from './objection.js';

export type ObjectionCode = HoldRefusalCode | ObjectionRefusalCode | 'objection.unknown' | 'objection.notice-not-up' | 'objection.decided-by-you';

export const OBJECTION_WORDING = {
  'objection.unknown': { status: 404, zh: '没有这个异议', en: 'There is no such objection' },
  'objection.notice-not-up': { status: 409, zh: '公示不在期内，不能提出异议', en: 'The notice is not up: there is nothing to object to' },
  'objection.line-ended': { status: 409, zh: '该行已不再发放', en: 'The line is not paid any more' },
  'objection.too-many': { status: 409, zh: '待处理的异议已达上限（{most}）', en: 'There are as many objections as can be taken: {most}' },
  'objection.decided-already': { status: 409, zh: '该异议已处理（{outcome}）', en: 'The objection is decided already: {outcome}' },
  'objection.own-objection': { status: 403, zh: '不得处理自己代为提交的异议', en: 'Who handed an objection in does not decide it' },
  'objection.decider-in-chain': { status: 403, zh: '在该批次中担任 {step}，不得处理其异议', en: 'Who is the {step} of the batch does not decide objections to it' },
  'objection.decided-by-you': { status: 403, zh: '已处理过该批次的异议，不得再在该批次中任职', en: 'Who decided an objection to the batch has no duty in it' },
} as const satisfies WordingTable<ObjectionCode>;
