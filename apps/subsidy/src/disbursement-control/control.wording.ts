import type { WordingTable } from '@gongjiang/http';
import type { ControlRefusalCode } from './control.decide.js';

export type DisbursementRefusalCode = ControlRefusalCode | 'control.unknown' | 'control.bank-unknown' | 'control.batch-elsewhere' | 'progress.too-many-streams';

/** What people read where a brake is not pulled or let go. */
export const DISBURSEMENT_WORDING = {
  'control.unknown': { status: 404, zh: '没有这个发放控制项', en: 'There is no such control' },
  'control.bank-unknown': { status: 404, zh: '本市不通过银行“{bank}”付款', en: 'This city does not pay through the bank {bank}' },
  'control.batch-elsewhere': { status: 409, zh: '批次状态为“{status}”，须处于：{expected}', en: 'The batch is {status}; it needs to be: {expected}' },
  'control.wrong-status': { status: 409, zh: '发放状态为“{status}”，不能执行“{command}”，须处于：{expected}', en: 'Payments are {status}; {command} needs them to be: {expected}' },
  'control.stopped-already': { status: 409, zh: '发放已由 {by} 紧急停止', en: 'Payments were stopped already, by {by}' },
  'control.needs-two': { status: 409, zh: '紧急停止后恢复须两人：一人申请，另一人确认', en: 'After a stop it takes two to go on: one asks, another confirms' },
  'control.needs-one': { status: 409, zh: '暂停后由一人恢复即可，无须申请', en: 'After a pause one person lets payments go on; nothing need be asked' },
  'control.same-person': { status: 403, zh: '申请人不能确认自己的申请', en: 'Whoever asked cannot confirm it' },
  'control.only-declared': { status: 409, zh: '数据恢复锁定只能由恢复声明设置，也不能用于其他对象', en: 'The lock after a restore is set by declaring a restore, and stands over nothing else' },
  'control.only-batches': { status: 409, zh: '只能取消某一批次的未发送部分', en: 'Only of a batch can be cancelled what is not yet sent' },
  'progress.too-many-streams': { status: 429, zh: '实时进度连接数已达上限，请稍后再试', en: 'Too many watch at present; try again later' },
} as const satisfies Record<DisbursementRefusalCode, WordingTable[string]>;
