import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, dayShape } from '../shapes.js';

/** Whom a bar concerns: a person by token, anybody else by unified social credit code (统一社会信用代码). */
const barredSubject = z.object({ kind: z.enum(['person', 'enterprise', 'institution', 'base']), id: codeShape });

export const creditBarred = defineEvent({
  type: 'gongjiang.evaluation.credit-file.barred.v1',
  about: {
    zh: '评价诚信档案作出限制：限制期内不得享受技能补贴。',
    en: 'The credit file of evaluation bars somebody: within the bar no skill subsidy is given.',
  },
  data: z.object({
    barId: codeShape,
    subject: barredSubject,
    barredFrom: dayShape,
    /** The last day of the bar; null while it has no end. */
    barredUntil: dayShape.nullable(),
  }),
  keyOf: (data) => data.subject.id,
  example: { barId: 'bar-2026-07', subject: { kind: 'person', id: 'p_abcdefghijklmnopqrstuvwxyz' }, barredFrom: '2026-09-01', barredUntil: '2027-08-31' },
});

export const creditBarLifted = defineEvent({
  type: 'gongjiang.evaluation.credit-file.lifted.v1',
  about: {
    zh: '评价诚信档案解除限制；自限制首日起解除的，视为从未限制。',
    en: 'The credit file of evaluation lifts a bar; one that is lifted from its first day was never there.',
  },
  data: z.object({
    barId: codeShape,
    subject: barredSubject,
    /** The first day without the bar. */
    freeFrom: dayShape,
  }),
  keyOf: (data) => data.subject.id,
  example: { barId: 'bar-2026-07', subject: { kind: 'person', id: 'p_abcdefghijklmnopqrstuvwxyz' }, freeFrom: '2026-11-16' },
});
