import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape, dayShape, periodShape, sha256Shape } from '../shapes.js';

const notice = z.object({
  noticeId: codeShape,
  batchId: codeShape,
  /** Of the batch: one that is calculated anew has another notice. */
  calculation: z.int().min(1),
  programme: codeShape,
  period: periodShape,
  lines: countShape,
  amountFen: amountFenShape,
  /** The Merkle root of the list: who keeps it can be shown later that a line was in it. */
  root: sha256Shape,
  businessDate: dayShape,
});

const example = {
  noticeId: '330700.post-allowance.2026-11.1-n1',
  batchId: '330700.post-allowance.2026-11.1',
  calculation: 1,
  programme: 'post-allowance',
  period: '2026-11',
  lines: 2,
  amountFen: 160_000,
  root: '5d'.repeat(32),
  businessDate: '2026-11-23',
} as const;

export const noticePublished = defineEvent({
  type: 'gongjiang.subsidy.notice.published.v1',
  about: { zh: '公示名单已张挂（或中断后重新张挂），附名单的散列根与起止日。', en: 'The public list is up, or up again after an interruption: with the root of the list and its days.' },
  data: notice.extend({ from: dayShape, until: dayShape, showing: z.int().min(1) }),
  example: { ...example, from: '2026-11-23', until: '2026-11-30', showing: 1 },
});

export const noticeTakenDown = defineEvent({
  type: 'gongjiang.subsidy.notice.taken-down.v1',
  about: { zh: '公示名单已撤下：期满、批次退回或临时中断。', en: 'The public list is down: its days have passed, the batch was sent back, or it is interrupted.' },
  data: notice.extend({ why: z.enum(['passed', 'batch-returned', 'interrupted']) }),
  example: { ...example, why: 'passed' },
});
