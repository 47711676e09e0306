import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, countShape, periodShape, personToken, shortList } from '../shapes.js';

export const claimDecided = defineEvent({
  type: 'gongjiang.subsidy.claim.decided.v1',
  about: {
    zh: '申请已作出决定；决定凭据说明依据的条款与事实。',
    en: 'A claim was decided; the receipt says from which clauses and facts.',
  },
  data: z.object({
    claimId: codeShape,
    person: personToken,
    entitlement: codeShape,
    subject: codeShape.nullable(),
    firstPeriod: periodShape,
    outcome: z.enum(['granted', 'refused', 'referred', 'needs-input']),
    /** Reason codes in order of checking. */
    codes: shortList(codeShape),
    receiptId: codeShape,
    /** The grant that the decision opened. */
    grantId: codeShape.nullable(),
    /** What started the claim. */
    origin: z.enum(['roster', 'event', 'api']),
  }),
  keyOf: (data) => data.person,
  example: {
    claimId: 'claim-7k2m',
    person: 'p_abcdefghijklmnopqrstuvwxyz',
    entitlement: 'jinhua/7/certificate-training',
    subject: 'tr-2026-0815',
    firstPeriod: '2026-10',
    outcome: 'granted',
    codes: ['uplifted'],
    receiptId: 'receipt-4q9x',
    grantId: 'grant-2b8c',
    origin: 'event',
  },
});

export const claimCorrected = defineEvent({
  type: 'gongjiang.subsidy.claim.corrected.v1',
  about: {
    zh: '申请事实更正后重新作出决定；原决定保留，差额由下一批次处理。',
    en: 'A claim\'s facts were corrected and it was decided afresh. The earlier decision stays; the next batch makes the difference.',
  },
  data: z.object({
    claimId: codeShape,
    person: personToken,
    entitlement: codeShape,
    subject: codeShape.nullable(),
    /** Counts from 1. */
    correction: countShape,
    /** The month, or for what is paid by the year the year, from which the new facts hold. */
    fromPeriod: periodShape,
    outcome: z.enum(['granted', 'refused', 'referred', 'needs-input']),
    codes: shortList(codeShape),
    receiptId: codeShape,
    grantId: codeShape.nullable(),
  }),
  keyOf: (data) => data.person,
  example: {
    claimId: 'claim-7k2m',
    person: 'p_abcdefghijklmnopqrstuvwxyz',
    entitlement: 'jinhua/7/post-allowance',
    subject: 'cert-88',
    correction: 1,
    fromPeriod: '2026-08',
    outcome: 'granted',
    codes: [],
    receiptId: 'receipt-5r0y',
    grantId: 'grant-2b8c',
  },
});
