import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { codeShape, dayShape, personToken } from '../shapes.js';

export const medalWon = defineEvent({
  type: 'gongjiang.competition.medal.won.v1',
  about: { zh: '选手在竞赛项目中获奖。', en: 'A competitor won a medal in a competition\'s project.' },
  data: z.object({
    medalId: codeShape,
    person: personToken,
    competitionId: codeShape,
    project: codeShape,
    /** worldskills, national, provincial, municipal: the list grows with the policies. */
    scope: codeShape,
    medal: z.enum(['gold', 'silver', 'bronze', 'excellence']),
    awardedOn: dayShape,
  }),
  keyOf: (data) => data.person,
  example: {
    medalId: 'medal-2026-007', person: 'p_abcdefghijklmnopqrstuvwxyz', competitionId: 'ws-2026', project: 'cnc-milling',
    scope: 'worldskills', medal: 'gold', awardedOn: '2026-09-27',
  },
});
