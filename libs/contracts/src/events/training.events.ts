import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, dayShape, personToken } from '../shapes.js';

export const trainingCompleted = defineEvent({
  type: 'gongjiang.training.training.completed.v1',
  about: { zh: '学员完成一次培训。', en: 'A person completed a training.' },
  data: z.object({
    trainingId: codeShape,
    person: personToken,
    occupationCode: codeShape,
    completedOn: dayShape,
    standardFen: amountFenShape,
    occupationInShortage: z.boolean(),
  }),
  keyOf: (data) => data.person,
  example: {
    trainingId: 'tr-2026-0815', person: 'p_abcdefghijklmnopqrstuvwxyz', occupationCode: '6-18-01-01',
    completedOn: '2026-09-30', standardFen: 280_000, occupationInShortage: true,
  },
});
