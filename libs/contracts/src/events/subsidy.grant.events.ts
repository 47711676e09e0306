import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, monthShape, periodShape, personToken } from '../shapes.js';

const grant = z.object({
  grantId: codeShape,
  person: personToken,
  entitlement: codeShape,
  subject: codeShape.nullable(),
  claimId: codeShape,
  firstPeriod: periodShape,
  /** The last month of the term; null where the policy sets no end. */
  lastMonth: monthShape.nullable(),
});

const example = {
  grantId: 'grant-2b8c',
  person: 'p_abcdefghijklmnopqrstuvwxyz',
  entitlement: 'jinhua/7/post-allowance',
  subject: null,
  claimId: 'claim-7k2m',
  firstPeriod: '2026-10',
  lastMonth: '2028-09',
} as const;

export const grantOpened = defineEvent({
  type: 'gongjiang.subsidy.grant.opened.v1',
  about: { zh: '资格已确立：从首期起按月（或一次）发放。', en: 'A granted right with a term was opened.' },
  data: grant,
  keyOf: (data) => data.person,
  example,
});

export const grantEnded = defineEvent({
  type: 'gongjiang.subsidy.grant.ended.v1',
  about: { zh: '资格终止，附原因代码。', en: 'A grant ended before or with its term; the reason is a code.' },
  data: grant.extend({ lastPaidPeriod: periodShape.nullable(), reason: codeShape }),
  keyOf: (data) => data.person,
  example: { ...example, lastPaidPeriod: '2027-03', reason: 'employment-ended' },
});
