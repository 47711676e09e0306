import type { WordingTable } from '@gongjiang/http';
import type { NoticeRefusalCode } from './notice.js';

export type NoticeCode = NoticeRefusalCode | 'notice.unknown' | 'notice.list-not-ready' | 'notice.line-unknown' | 'notice.altered';

export const NOTICE_WORDING = {
  'notice.unknown': { status: 404, zh: '没有这个公示', en: 'There is no such notice' },
  'notice.list-not-ready': { status: 409, zh: '公示名单正在生成，请稍后再复核', en: 'The public list is being made: review in a while' },
  'notice.wrong-status': { status: 409, zh: '公示状态为“{status}”，不能执行“{command}”', en: 'The notice is {status}: {command} is not possible' },
  'notice.running': { status: 409, zh: '公示尚未期满（至 {until}）', en: 'The notice is up until {until}' },
  'notice.line-unknown': { status: 404, zh: '公示名单没有第 {line} 行（共 {lines} 行）', en: 'The public list has no line {line}: it has {lines}' },
  'notice.altered': { status: 409, zh: '现存的公示名单与其散列根不符', en: 'The list as it is kept does not agree with its root' },
} as const satisfies WordingTable<NoticeCode>;
