import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, countShape, dayShape, personToken } from '../shapes.js';

const change = z.object({
  changeId: codeShape,
  person: personToken,
  businessDate: dayShape,
});

const example = { changeId: 'ac_abcdefghijklmnopqrstuvwxyz', person: 'p_abcdefghijklmnopqrstuvwxyz', businessDate: '2026-11-24' } as const;

export const accountChangeProposed = defineEvent({
  type: 'gongjiang.subsidy.account-change.proposed.v1',
  about: { zh: '有人提出变更收款账户，等待另一人确认；原账户仍有效。', en: 'Another account was proposed for a payee; a second person is to confirm it, and the old one still holds.' },
  data: change,
  keyOf: (data) => data.person,
  example,
});

export const accountChangeConfirmed = defineEvent({
  type: 'gongjiang.subsidy.account-change.confirmed.v1',
  about: { zh: '账户变更已确认，进入冷静期；收款人可提出异议。', en: 'The change was confirmed and cools; the payee is told, and can object until the day named.' },
  data: change.extend({ objectUntil: dayShape }),
  keyOf: (data) => data.person,
  example: { ...example, objectUntil: '2026-11-27' },
});

export const accountChangeInForce = defineEvent({
  type: 'gongjiang.subsidy.account-change.in-force.v1',
  about: { zh: '新账户生效；此前被拒付或退票的明细随下一批次重新发放。', en: 'The new account holds; lines that were rejected or returned go out again with the next batch.' },
  data: change.extend({ linesPutRight: countShape }),
  keyOf: (data) => data.person,
  example: { ...example, linesPutRight: 1 },
});

export const accountChangeEnded = defineEvent({
  type: 'gongjiang.subsidy.account-change.ended.v1',
  about: { zh: '账户变更未被确认或已撤回，原账户不变。', en: 'The change was not confirmed, or was taken back; the old account stays.' },
  data: change.extend({ outcome: z.enum(['refused', 'withdrawn']) }),
  keyOf: (data) => data.person,
  example: { ...example, outcome: 'withdrawn' },
});
