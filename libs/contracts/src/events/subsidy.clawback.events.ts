import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, dayShape, periodShape, personToken } from '../shapes.js';

/** The statuses of a case of a claim back (see the glossary: 追回). */
export const CLAWBACK_STATES = ['opened', 'notified', 'heard', 'decided', 'appealed', 'in-force', 'settled', 'dropped', 'withdrawn'] as const;

const clawback = z.object({
  caseId: codeShape,
  person: personToken,
  /** What was paid wrongly: with the person, the due. */
  due: z.object({ entitlement: codeShape, subject: codeShape.nullable(), period: periodShape }),
  status: z.enum(CLAWBACK_STATES),
  /** What is thought to have been paid wrongly. */
  amountFen: amountFenShape,
  /** Null until it is decided. */
  demandedFen: amountFenShape.nullable(),
  /** What is still to be paid back; null until the decision is in force. */
  openFen: amountFenShape.nullable(),
  /** The deadline that runs now: to be heard, to appeal, the next instalment. */
  until: dayShape.nullable(),
  /** The officer, as an opaque id; absent where the machine did it. */
  actor: codeShape.optional(),
  /** The city's business date of the change. */
  businessDate: dayShape,
});

type Example = z.input<typeof clawback>;
const example: Example = {
  caseId: 'cb-3k7m2q9x4b8c5t1w6n0pabcdef',
  person: 'p_abcdefghijklmnopqrstuvwxyz',
  due: { entitlement: 'jinhua/7/post-allowance', subject: 'cert-1', period: '2026-11' },
  status: 'opened',
  amountFen: 20_000,
  demandedFen: null,
  openFen: null,
  until: null,
  actor: 'officer-17',
  businessDate: '2026-12-21',
};
const inForce = { ...example, demandedFen: 20_000, openFen: 20_000, status: 'in-force' } as const;

function clawbackEvent(verb: string, zh: string, en: string, facts: Partial<Example>) {
  return defineEvent({ type: `gongjiang.subsidy.clawback.${verb}.v1`, about: { zh, en }, data: clawback, keyOf: (data) => data.person, example: { ...example, ...facts } });
}

export const clawbackOpened = clawbackEvent('opened', '追回立案。', 'A case was opened: something seems to have been paid wrongly.', {});
export const clawbackNotified = clawbackEvent('notified', '已告知当事人，可在期限前陈述申辩。', 'The person is told, and may be heard until the day named.', { status: 'notified', until: '2027-01-05' });
export const clawbackHeard = clawbackEvent('heard', '已听取陈述，或期限已过。', 'The person was heard, or the time for it has passed.', { status: 'heard' });
export const clawbackDecided = clawbackEvent('decided', '已作出追回决定，可在期限前申请复核。', 'It was decided what is demanded; an appeal is possible until the day named.', { status: 'decided', demandedFen: 20_000, until: '2027-01-20' });
export const clawbackAppealed = clawbackEvent('appealed', '当事人申请复核。', 'The person appealed.', { status: 'appealed', demandedFen: 20_000 });
export const clawbackEnforced = clawbackEvent('enforced', '追回决定生效。', 'The decision is in force: the money is owed back.', inForce);
export const clawbackWaived = clawbackEvent('waived', '免除部分或全部追回款。', 'All or part of what was open was let go.', { ...inForce, openFen: 5_000 });
export const clawbackSettled = clawbackEvent('settled', '追回款已结清。', 'Nothing is open any more: paid back, kept from later payments, or let go.', { ...inForce, status: 'settled', openFen: 0 });
export const clawbackDropped = clawbackEvent('dropped', '不予追回。', 'Nothing is claimed back: the case was found to be none.', { status: 'dropped' });
export const clawbackWithdrawn = clawbackEvent('withdrawn', '立案撤回。', 'Who opened the case took it back before it was decided.', { status: 'withdrawn' });
export const clawbackLifted = clawbackEvent('lifted', '该笔应得可重新核定。', 'The claim back no longer stands in the due\'s way: it may be decided again.', { ...inForce, status: 'settled', openFen: 0 });

export const clawbackRecovered = defineEvent({
  type: 'gongjiang.subsidy.clawback.recovered.v1',
  about: { zh: '收回一笔款项：退款到账，或从后续补贴中抵扣。', en: 'Money came back: by transfer, or kept from a later payment.' },
  data: clawback.extend({ by: z.enum(['repayment', 'offset']), recoveredFen: amountFenShape }),
  keyOf: (data) => data.person,
  example: { ...inForce, openFen: 8_000, by: 'offset', recoveredFen: 12_000 },
});
