import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, periodShape, personToken, shortList } from '../shapes.js';

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
