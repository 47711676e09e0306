import type { WordingTable } from '@gongjiang/http';
import { ACCOUNT_CHANGE_WORDING, type AccountChangeCode } from './account-change/account-change.wording.js';
import type { BatchRefusalCode } from './batch/batch.decide.js';
import { CASE_WORDING, type CaseCode } from './case/case.wording.js';
import { CITIZEN_WORDING, type CitizenCode } from './citizen/citizen.wording.js';
import { CLAIM_WORDING, type ClaimRefusalCode } from './claim/claim.wording.js';
import { CLAWBACK_WORDING, type ClawbackCode } from './clawback/clawback.wording.js';
import type { FundChangeRefusalCode } from './fund/fund-change.js';
import { FUND_WORDING } from './fund/fund.wording.js';
import type { VoucherRefusalCode } from './voucher/voucher.js';
import { VOUCHER_WORDING } from './voucher/voucher.wording.js';
import { DISBURSEMENT_WORDING, type DisbursementRefusalCode } from './disbursement-control/control.wording.js';
import { GATE_WORDING, type GateCode } from './gate/gate.wording.js';
import { IMPORT_WORDING, type ImportRefusalCode } from './import/roster.wording.js';
import { NOTICE_WORDING, type NoticeCode } from './notice/notice.wording.js';
import { OBJECTION_WORDING, type ObjectionCode } from './objection/objection.wording.js';
import type { RestoreRefusalCode } from './restore/restore.guard.js';
import { RESTORE_WORDING } from './restore/restore.wording.js';
import { STAND_IN_WORDING, type StandInCode } from './stand-in/stand-in.wording.js';
import { TAKEOVER_WORDING, type TakeoverRefusalCode } from './takeover/takeover.wording.js';

export type SubsidyRefusalCode =
  | AccountChangeCode | BatchRefusalCode | CaseCode | CitizenCode | ClaimRefusalCode | ClawbackCode | DisbursementRefusalCode | FundChangeRefusalCode | VoucherRefusalCode | GateCode | ImportRefusalCode | NoticeCode | ObjectionCode | RestoreRefusalCode | StandInCode | TakeoverRefusalCode
  | 'batch.unknown' | 'batch.programme-unknown' | 'batch.already-open' | 'batch.books-disagree'
  | 'person-check.not-set'
  | 'calendar.year-unpublished' | 'city.unknown' | 'business-date.back' | 'business-date.fixed';

/** What people read for each refusal of this service, complete by type. */
export const SUBSIDY_WORDING = {
  'batch.wrong-status': { status: 409, zh: '批次状态为“{status}”，不能执行“{command}”，须处于：{expected}', en: 'The batch is {status}; {command} needs it to be: {expected}' },
  'batch.calculated-anew': { status: 409, zh: '批次已重新计算（第 {calculation} 次）', en: 'The batch is being calculated anew (calculation {calculation})' },
  'batch.empty': { status: 409, zh: '批次没有可发放的明细', en: 'The batch has no line to pay' },
  'batch.notice-running': { status: 409, zh: '公示尚未期满（至 {until}）', en: 'The notice runs until {until}' },
  'batch.approval-begun': { status: 409, zh: '审批已经开始，该明细留待下一批次', en: 'Approval has begun; these lines wait for the next batch' },
  'batch.not-all-settled': { status: 409, zh: '尚有明细未见银行结果', en: 'Lines are left without an outcome at the bank' },
  'batch.unknown': { status: 404, zh: '没有这个批次', en: 'There is no such batch' },
  'batch.programme-unknown': { status: 404, zh: '本市没有项目“{programme}”', en: 'This city has no programme {programme}' },
  'batch.already-open': { status: 409, zh: '该项目本期已有未结批次：{batch}', en: 'A batch of this programme and period is open: {batch}' },
  'batch.books-disagree': { status: 409, zh: '总账与明细不符：已付 {paidFen} 分，到账 {settledFen} 分', en: 'The books disagree with the lines: {paidFen} fen paid, {settledFen} fen settled' },
  ...ACCOUNT_CHANGE_WORDING,
  ...FUND_WORDING,
  ...VOUCHER_WORDING,
  ...DISBURSEMENT_WORDING,
  ...CASE_WORDING,
  ...CITIZEN_WORDING,
  ...GATE_WORDING,
  ...IMPORT_WORDING,
  'calendar.year-unpublished': { status: 409, zh: '{year} 年的工作日历尚未发布', en: 'The working days of {year} are not published yet' },
  'city.unknown': { status: 403, zh: '本系统没有该城市的设置', en: 'This installation does not serve that city' },
  ...CLAIM_WORDING,
  ...CLAWBACK_WORDING,
  ...RESTORE_WORDING,
  ...STAND_IN_WORDING,
  ...TAKEOVER_WORDING,
  ...NOTICE_WORDING,
  ...OBJECTION_WORDING,
  'person-check.not-set': { status: 409, zh: '本市未设置“{check}”比对', en: 'This city has no check of {check} in its settings' },
  'business-date.back': { status: 409, zh: '业务日期不能倒退', en: 'The business date cannot go back' },
  'business-date.fixed': { status: 403, zh: '正式环境的业务日期不能移动', en: 'In production the business date does not move by command' },
} as const satisfies Record<SubsidyRefusalCode, WordingTable[string]>;
