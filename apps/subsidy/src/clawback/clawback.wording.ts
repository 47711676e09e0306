import type { WordingTable } from '@gongjiang/http';
import type { ClawbackRefusalCode } from './clawback.decide.js';

/** What the case refuses, and what its use cases refuse beside. */
export type ClawbackCode = ClawbackRefusalCode | 'clawback.unknown' | 'clawback.already-open' | 'clawback.due-unknown';

/** What people read for each refusal about claims back, complete by type. */
export const CLAWBACK_WORDING = {
  'clawback.unknown': { status: 404, zh: '没有这个追回事项', en: 'There is no such claim back' },
  'clawback.due-unknown': { status: 404, zh: '没有这笔明细', en: 'There is no such item' },
  'clawback.already-open': { status: 409, zh: '该笔应得已有未决的追回事项：{case}', en: 'A claim back of this due is not decided yet: {case}' },
  'clawback.wrong-status': { status: 409, zh: '追回事项状态为“{status}”，不能执行“{command}”，须处于：{expected}', en: 'The claim back is {status}; {command} needs it to be: {expected}' },
  'clawback.hearing-running': { status: 409, zh: '陈述申辩期尚未届满（至 {until}）', en: 'The person may be heard until {until}' },
  'clawback.opened-by-the-books': { status: 409, zh: '账面认定的多付款须经决定，不能撤回或解除', en: 'What the books found is decided: it is neither withdrawn nor lifted' },
  'clawback.nothing-demanded': { status: 409, zh: '追回金额为零，请作不予追回处理', en: 'Nothing would be demanded: drop the case instead' },
  'clawback.more-than-overpaid': { status: 409, zh: '追回金额超过多付金额 {overpaidFen} 分', en: 'More would be demanded than the {overpaidFen} fen that the case is about' },
  'clawback.more-than-paid': { status: 409, zh: '追回金额超过尚可追回的已付金额 {paidFen} 分', en: 'More would be claimed back than the {paidFen} fen that were paid and are not claimed back yet' },
  'clawback.appeal-late': { status: 409, zh: '复核申请期已于 {until} 届满', en: 'The time for an appeal ended on {until}' },
  'clawback.appeal-running': { status: 409, zh: '复核申请期尚未届满（至 {until}）', en: 'An appeal is possible until {until}' },
  'clawback.not-reduced': { status: 409, zh: '复核只能减少追回金额（现为 {demandedFen} 分）', en: 'An appeal can only lower the {demandedFen} fen that are demanded' },
  'clawback.plan-sum': { status: 409, zh: '分期合计 {plannedFen} 分，与未结金额 {openFen} 分不符', en: 'The instalments come to {plannedFen} fen, and {openFen} are open' },
  'clawback.plan-days': { status: 409, zh: '分期日期须晚于今天并逐期递增', en: 'Instalments are due on later and later days, after today' },
  'clawback.being-calculated': { status: 409, zh: '正在计算的批次占用该事项，请稍后再试', en: 'A batch that is being calculated has this case: try again in a while' },
  'clawback.more-than-open': { status: 409, zh: '金额超过可收回的 {openFen} 分', en: 'That is more than the {openFen} fen that are open and not reserved' },
  'clawback.waiver-waits': { status: 409, zh: '已有免除申请等待审批', en: 'A waiver that was asked for waits for its answer' },
  'clawback.no-waiver': { status: 409, zh: '没有待审批的免除申请', en: 'No waiver was asked for' },
  'clawback.lifted': { status: 409, zh: '该事项已解除', en: 'The due may be decided again already' },
  'clawback.reference-used': { status: 409, zh: '银行流水号 {reference} 已用于另一笔还款', en: 'The bank reference {reference} stands for another repayment already' },
} as const satisfies WordingTable<ClawbackCode>;
