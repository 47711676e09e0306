import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape } from '../shapes.js';

/** What an operator (or the machine, where money is short) said about payments: over a batch, a city, or a bank of the city. */
const control = z.object({
  /** `batch.<id>`, `bank.<id>` or `city`, below the city of the event. */
  controlId: codeShape,
  scope: z.enum(['batch', 'bank', 'city']),
  /** Absent where more than one batch is meant. */
  batchId: codeShape.optional(),
  status: z.enum(['running', 'paused', 'stopped', 'resumption-asked', 'cancellation-asked', 'cancelling']),
  /** Why payments rest; absent while they run. */
  cause: z.enum(['officer', 'money-short', 'message-refused']).optional(),
  /** The officer, as an opaque id; `system` where the machine did it. */
  actor: codeShape,
});

const example = { controlId: 'batch.330700.post-allowance.2026-11.1', scope: 'batch', batchId: '330700.post-allowance.2026-11.1', actor: 'officer-17' } as const;

function controlEvent(verb: string, status: z.infer<typeof control>['status'], zh: string, en: string) {
  const cause = status === 'running' ? {} : { cause: 'officer' as const };
  return defineEvent({ type: `gongjiang.subsidy.disbursement.${verb}.v1`, about: { zh, en }, data: control, example: { ...example, status, ...cause } });
}

export const disbursementPaused = controlEvent('paused', 'paused', '发放已暂停：不再向银行发送新的报文。', 'Payments rest: no further message leaves for the bank.');
export const disbursementStopped = controlEvent('stopped', 'stopped', '紧急停止发放，恢复须两人。', 'The emergency brake was pulled; two persons must let payments go on.');
export const disbursementResumed = controlEvent('resumed', 'running', '恢复发放。', 'Payments go on.');
export const disbursementResumptionAsked = controlEvent('resumption-asked', 'resumption-asked', '申请恢复发放，待第二人确认。', 'One person asked to go on after a stop; a second one must confirm.');
export const disbursementCancellationAsked = controlEvent('cancellation-asked', 'cancellation-asked', '申请取消未发送部分，待第二人确认。', 'One person asked to cancel what is not yet sent; a second one must confirm.');
export const disbursementCancellationConfirmed = controlEvent('cancellation-confirmed', 'cancelling', '确认取消未发送部分，正在执行。', 'A second person confirmed; what is not yet sent is being cancelled.');
export const disbursementRequestWithdrawn = controlEvent('request-withdrawn', 'paused', '申请已撤回，发放仍暂停。', 'What was asked for is off; payments rest as before.');

export const disbursementRestCancelled = defineEvent({
  type: 'gongjiang.subsidy.disbursement.rest-cancelled.v1',
  about: { zh: '未发送部分已取消，其资金已释放。', en: 'What was not yet sent is cancelled, and its money is free again.' },
  data: control.extend({ lines: countShape, amountFen: amountFenShape }),
  example: { ...example, status: 'paused', cause: 'officer', lines: 1_200, amountFen: 72_000_000 },
});
