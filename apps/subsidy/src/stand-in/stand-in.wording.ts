import type { WordingTable } from '@gongjiang/http';
import type { StandInRefusalCode } from './stand-in.js';

export type StandInCode = StandInRefusalCode | 'stand-in.unknown';

export const STAND_IN_WORDING = {
  'stand-in.unknown': { status: 404, zh: '没有这项代理', en: 'There is no such stand-in' },
  'stand-in.own-absence': { status: 422, zh: '不能代理本人', en: 'Nobody stands in for themselves' },
  'stand-in.named-by-party': { status: 409, zh: '代理须由双方以外的人指定', en: 'Somebody else than the two must name the stand-in' },
  'stand-in.not-beforehand': { status: 422, zh: '代理须事先指定：{from} 早于今日 {today}', en: 'A stand-in is named beforehand: {from} is before today, {today}' },
  'stand-in.days': { status: 422, zh: '代理期最长 {days} 天，且终止日不得早于起始日', en: 'A stand-in lasts {days} days at the most, and ends after it begins' },
  'stand-in.ended-already': { status: 409, zh: '代理已终止', en: 'It has ended already' },
} as const satisfies Record<StandInCode, WordingTable[string]>;
