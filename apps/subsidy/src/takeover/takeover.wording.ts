import type { WordingTable } from '@gongjiang/http';
import type { TakeoverRefusalCode as Decided } from './takeover.decide.js';

export type TakeoverRefusalCode = Exclude<Decided, 'duty.same-person'> | 'takeover.unknown' | 'takeover.incomplete' | 'takeover.batch-open' | 'takeover.being-counted';

/** What people read where a takeover is refused. */
export const TAKEOVER_WORDING = {
  'takeover.unknown': { status: 404, zh: '没有这份接收明细', en: 'There is no such takeover' },
  'takeover.wrong-status': { status: 409, zh: '接收明细状态为“{status}”，不能执行“{command}”', en: 'The takeover is {status}; {command} is not possible' },
  'takeover.empty': { status: 409, zh: '文件没有任何可接收的行', en: 'No row of the file could be taken over' },
  'takeover.incomplete': { status: 409, zh: '文件尚未导入完毕，请重新上传同一文件', en: 'The file was not taken in to its end: hand the same file in again' },
  'takeover.batch-open': { status: 409, zh: '批次 {batch} 已计算而未审批，请待其审批或取消后再接收', en: 'The batch {batch} is calculated and not approved: accept once it is approved or cancelled' },
  'takeover.being-counted': { status: 409, zh: '上线前已发放明细正在计入历史，请稍后再计算', en: 'What was paid before the platform is being counted as history: calculate when that is done' },
} as const satisfies Record<TakeoverRefusalCode, WordingTable[string]>;
