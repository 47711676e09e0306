import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, countShape, dayShape } from '../shapes.js';

const objection = z.object({
  objectionId: codeShape,
  noticeId: codeShape,
  batchId: codeShape,
  /** The number of the line in the public list. */
  line: countShape,
  businessDate: dayShape,
});

const example = {
  objectionId: 'o_abcdefghijklmnopqrstuvwxyz',
  noticeId: '330700.post-allowance.2026-11.1-n1',
  batchId: '330700.post-allowance.2026-11.1',
  line: 17,
  businessDate: '2026-11-24',
} as const;

export const objectionFiled = defineEvent({
  type: 'gongjiang.subsidy.objection.filed.v1',
  about: { zh: '有人对公示名单的一行提出异议，该行在处理前暂停发放。', en: 'Somebody objected to a line of the public list; the line is held until it is decided.' },
  data: objection,
  example,
});

export const objectionDecided = defineEvent({
  type: 'gongjiang.subsidy.objection.decided.v1',
  about: { zh: '异议已由与批次无关的人员处理，并已答复异议人。', en: 'The objection was decided by a person without duty in the batch, and the objector was answered.' },
  data: objection.extend({
    outcome: z.enum(['dismissed', 'upheld']),
    /** What became of the line: it goes on with its batch, with the next one, is never paid, or is still held by another objection. */
    consequence: z.enum(['restored', 'next-batch', 'never-paid', 'still-held']),
  }),
  example: { ...example, outcome: 'dismissed', consequence: 'restored' },
});
