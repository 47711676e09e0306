import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { cityCodeShape, codeShape } from '../shapes.js';

/** Where a city's payments stand after its data were put back to an older state. */
const restore = z.object({
  city: cityCodeShape,
  status: z.enum(['locked', 'lifting-asked', 'lifted']),
  /** The officer, as an opaque id; `system` where the machine did it. */
  actor: codeShape,
});

function restoreEvent(verb: string, status: z.infer<typeof restore>['status'], zh: string, en: string) {
  return defineEvent({ type: `gongjiang.subsidy.restore.${verb}.v1`, about: { zh, en }, data: restore, example: { city: '330700', status, actor: 'officer-17' } });
}

export const restoreLocked = restoreEvent('locked', 'locked', '数据已恢复到较早状态：在逐笔询问银行之前不再付款。', 'The data were put back to an older state: nothing is paid until the bank was asked about every line.');
export const restoreLiftingAsked = restoreEvent('lifting-asked', 'lifting-asked', '已逐笔询问银行，申请解除锁定，待第二人确认。', 'The bank was asked, and one person asks to go on; a second one must confirm.');
export const restoreRequestWithdrawn = restoreEvent('request-withdrawn', 'locked', '解除申请已撤回，仍锁定。', 'What was asked for is off; payments stay locked.');
export const restoreLifted = restoreEvent('lifted', 'lifted', '锁定已解除，恢复付款。', 'The lock is lifted; payments go on.');
