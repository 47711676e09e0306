import type { WordingTable } from '@gongjiang/http';
import type { RestoreRefusalCode } from './restore.guard.js';

/** What people read where the lock after a restore is not lifted, or not set. */
export const RESTORE_WORDING = {
  'restore.unknown': { status: 404, zh: '本市没有数据恢复记录', en: 'The data of this city were never put back' },
  'restore.statements-open': { status: 409, zh: '银行对账单尚未列至 {until}（现至 {day}），须待银行日终', en: 'The bank\'s statements are listed up to {day}; they must be closed and listed up to {until}' },
  'restore.bank-not-asked': { status: 409, zh: '还有 {chunks} 个分块未向银行逐笔询问', en: 'The bank was not asked yet about {chunks} chunks' },
  'restore.day-ahead': { status: 422, zh: '备份日期 {since} 晚于业务日期 {today}', en: 'The backup\'s day {since} is after the business date {today}' },
} as const satisfies Record<RestoreRefusalCode, WordingTable[string]>;
