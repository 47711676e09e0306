import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape, dayShape, periodShape, shortList } from '../shapes.js';

/** The state of a batch in its order, plus the three that leave it (see the glossary: 批次). */
export const BATCH_STATES = [
  'draft', 'calculating', 'calculated', 'submitted', 'in-notice', 'cleared', 'approved', 'released',
  'disbursing', 'settling', 'reconciled', 'closed', 'returned', 'suspended', 'cancelled',
] as const;

const batch = z.object({
  batchId: codeShape,
  programme: codeShape,
  fund: codeShape,
  period: periodShape,
  status: z.enum(BATCH_STATES),
  lines: countShape,
  amountFen: amountFenShape,
  heldLines: countShape,
  byEntitlement: shortList(z.object({
    entitlement: codeShape,
    clause: codeShape,
    lines: countShape,
    amountFen: amountFenShape,
  })),
  /** The officer, as an opaque id; absent where the machine did it. */
  actor: codeShape.optional(),
  /** The city's business date of the change. */
  businessDate: dayShape,
});

const example = {
  batchId: 'batch-330700-skills-2026-11',
  programme: 'skills-monthly',
  fund: 'talent-special',
  period: '2026-11',
  lines: 2,
  amountFen: 160_000,
  heldLines: 1,
  byEntitlement: [{ entitlement: 'jinhua/7/post-allowance', clause: 'jinhua/7', lines: 2, amountFen: 160_000 }],
  actor: 'officer-17',
  businessDate: '2026-11-21',
} as const;

function batchEvent(verb: string, status: (typeof BATCH_STATES)[number], zh: string, en: string) {
  return defineEvent({ type: `gongjiang.subsidy.batch.${verb}.v1`, about: { zh, en }, data: batch, example: { ...example, status } });
}

export const batchOpened = batchEvent('opened', 'draft', '批次已建立。', 'A batch was opened for a city, fund, programme and period.');
export const batchCalculationStarted = batchEvent('calculation-started', 'calculating', '人员锁定，开始计算。', 'The population was locked and calculation began.');
export const batchCalculated = batchEvent('calculated', 'calculated', '全部分块计算完毕。', 'Every chunk of the batch is calculated.');
export const batchSubmitted = batchEvent('submitted', 'submitted', '经办提交，资金已预占。', 'The handler submitted it; the fund\'s money is reserved.');
export const batchCleared = batchEvent('cleared', 'cleared', '公示期满。', 'The notice ended; lines under objection stay held.');
export const batchFirstApproved = batchEvent('first-approved', 'cleared', '金额超过限额，第一位审批人已通过，等待第二位。', 'The first of two approvers approved it; the sum needs a second.');
export const batchApproved = batchEvent('approved', 'approved', '审批通过。', 'The approver approved it.');
export const batchReleased = batchEvent('released', 'released', '放款人授权发放。', 'The releaser released it for payment.');
export const batchDisbursementStarted = batchEvent('disbursement-started', 'disbursing', '开始向银行发送。', 'The first chunk may go to the bank.');
export const batchSettled = batchEvent('settled', 'settling', '银行对每一行都已答复。', 'The bank has answered for every line: settled or rejected.');
export const batchReconciled = batchEvent('reconciled', 'reconciled', '与银行对账单逐行相符。', 'Every line agrees with the bank\'s statement.');
export const batchClosed = batchEvent('closed', 'closed', '批次关闭。', 'The batch was closed; nothing in it changes any more.');
export const batchReturned = batchEvent('returned', 'returned', '退回经办。', 'It went back to the handler with a reason; the reservation is released.');
export const batchCancelled = batchEvent('cancelled', 'cancelled', '批次取消。', 'It was cancelled; nothing of it was or will be paid.');

export const batchReviewed = defineEvent({
  type: 'gongjiang.subsidy.batch.reviewed.v1',
  about: { zh: '复核通过，公示开始。', en: 'The reviewer reviewed it, which opens the notice.' },
  data: batch.extend({ noticeFrom: dayShape, noticeUntil: dayShape }),
  example: { ...example, status: 'in-notice', noticeFrom: '2026-11-23', noticeUntil: '2026-11-27' },
});
