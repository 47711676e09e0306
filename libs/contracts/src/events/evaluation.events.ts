import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, dayShape, levelShape, personToken } from '../shapes.js';

export const certificateIssued = defineEvent({
  type: 'gongjiang.evaluation.certificate.issued.v1',
  about: {
    zh: '评价机构发放职业技能等级证书；补贴服务据此免申即享。',
    en: 'A skill certificate was issued; subsidy starts the claims that need no application from it.',
  },
  data: z.object({
    certificateNumber: codeShape,
    person: personToken,
    occupationCode: codeShape,
    level: levelShape,
    issuedOn: dayShape,
    /** False for a re-issue or an exchange of an older certificate. */
    newlyCertified: z.boolean(),
    /** The training that led to it, where one is to be subsidised. */
    training: z.object({
      trainingId: codeShape,
      standardFen: amountFenShape,
      occupationInShortage: z.boolean(),
    }).nullable(),
  }),
  keyOf: (data) => data.person,
  example: {
    certificateNumber: 'Y000033030001262000001',
    person: 'p_abcdefghijklmnopqrstuvwxyz',
    occupationCode: '6-18-01-01',
    level: 'technician',
    issuedOn: '2026-10-15',
    newlyCertified: true,
    training: { trainingId: 'tr-2026-0815', standardFen: 280_000, occupationInShortage: true },
  },
});
