import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, dayShape, periodShape, personToken, shortList } from '../shapes.js';

export const payeeMessageDue = defineEvent({
  type: 'gongjiang.subsidy.payee-message.due.v1',
  about: {
    zh: '须告知领取人发放结果或暂缓原因；有联系方式的系统据此发送。',
    en: 'A payee is to be told what became of a line, or why it is held. A system that knows the address does it.',
  },
  data: z.object({
    /** Of the fact: the same message has the same id. */
    messageId: codeShape,
    person: personToken,
    /** `settled`, `offset`, `rejected`, `returned` or `held`. */
    kind: codeShape,
    batchId: codeShape,
    entitlement: codeShape,
    period: periodShape,
    /** Zero for what is held. */
    amountFen: amountFenShape,
    on: dayShape.nullable(),
    /** Why it is held, as codes. */
    reasons: shortList(codeShape),
  }),
  example: {
    messageId: 'k3v5x7z2abcdefghijklmnopqr', person: 'p_abcdefghijklmnopqrstuvwxyz', kind: 'settled', batchId: '330700.post-allowance.2026-11.1',
    entitlement: 'jinhua/7/post-allowance', period: '2026-11', amountFen: 60_000, on: '2026-11-30', reasons: [],
  },
  keyOf: (data) => data.person,
});
