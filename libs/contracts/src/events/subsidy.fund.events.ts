import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, yearShape } from '../shapes.js';

const reservation = z.object({
  fund: codeShape,
  /** The budget year of payment. */
  year: yearShape,
  batchId: codeShape,
  amountFen: amountFenShape,
});

const example = { fund: 'talent-special', year: 2026, batchId: 'batch-330700-skills-2026-11', amountFen: 160_000 };

export const fundReserved = defineEvent({
  type: 'gongjiang.subsidy.fund.reserved.v1',
  about: { zh: '资金已为批次预占。', en: 'Money of a fund was reserved for a batch.' },
  data: reservation,
  example,
});

export const fundReleased = defineEvent({
  type: 'gongjiang.subsidy.fund.released.v1',
  about: { zh: '预占资金已释放回资金。', en: 'Reserved money went back to the fund.' },
  data: reservation,
  example,
});
