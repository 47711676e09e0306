import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, dayShape, periodShape, personToken } from '../shapes.js';

const payment = z.object({
  /** Due + revision. */
  itemId: codeShape,
  person: personToken,
  /** What the money is for: with the person, the due. */
  due: z.object({ entitlement: codeShape, subject: codeShape.nullable(), period: periodShape }),
  batchId: codeShape,
  /** Counts from 1; a new attempt follows only on the bank's final no. */
  attempt: z.int().min(1),
  amountFen: amountFenShape,
  endToEndId: codeShape,
  bankReference: codeShape.nullable(),
  /** The bank's reason as a code; null where it is settled. */
  reason: codeShape.nullable(),
  bookedOn: dayShape.nullable(),
});

const settled = {
  itemId: 'item-5t1w',
  person: 'p_abcdefghijklmnopqrstuvwxyz',
  due: { entitlement: 'jinhua/7/post-allowance', subject: null, period: '2026-11' },
  batchId: 'batch-330700-skills-2026-11',
  attempt: 1,
  amountFen: 60_000,
  endToEndId: 'e2e7k2m4q9x2b8c5t1w3n6p',
  bankReference: 'B20261130000017',
  reason: null,
  bookedOn: '2026-11-30',
};

type PaymentExample = Omit<typeof settled, 'bankReference' | 'reason' | 'bookedOn'> & Record<'bankReference' | 'reason' | 'bookedOn', string | null>;

function paymentEvent(verb: string, about: { zh: string; en: string }, example: PaymentExample) {
  return defineEvent({ type: `gongjiang.subsidy.payment.${verb}.v1`, about, data: payment, keyOf: (data) => data.person, example });
}

export const paymentSettled = paymentEvent('settled', {
  zh: '款项到账。', en: 'The bank paid the attempt.',
}, settled);

export const paymentRejected = paymentEvent('rejected', {
  zh: '银行拒付，款项未付出。', en: 'The bank refused the attempt for good; nothing was paid.',
}, { ...settled, bankReference: null, reason: 'AC04', bookedOn: null });

export const paymentReturned = paymentEvent('returned', {
  zh: '款项付出后退票。', en: 'Money that was settled came back.',
}, { ...settled, reason: 'AC06', bookedOn: '2026-12-02' });
