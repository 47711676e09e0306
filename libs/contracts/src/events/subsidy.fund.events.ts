import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, shortList, yearShape } from '../shapes.js';

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

/** A change of a fund that one person proposed and another confirmed. */
const change = z.object({
  changeId: codeShape,
  fund: codeShape,
  year: yearShape,
  /** Of the paper by which the fiscal authority says so. */
  document: codeShape,
});
const changed = { changeId: '330700.talent-special.2026.0003', fund: 'talent-special', year: 2026, document: 'jczh-2026-17' };
/** Integer fen of either sign. */
const differenceFenShape = z.int();

export const fundBudgetChanged = defineEvent({
  type: 'gongjiang.subsidy.fund.budget-changed.v1',
  about: { zh: '资金某一来源的年度预算经双人确认变更。', en: 'A source\'s budget of a fund and year was changed, by two persons.' },
  data: change.extend({ source: codeShape, earmark: shortList(codeShape), changeFen: differenceFenShape }),
  example: { ...changed, source: 'municipal', earmark: [], changeFen: 500_000_00 },
});

export const fundTransferred = defineEvent({
  type: 'gongjiang.subsidy.fund.transferred.v1',
  about: { zh: '预算在两项普通资金之间经双人确认调剂。', en: 'Money went from one ordinary fund to another, by two persons.' },
  data: change.extend({ source: codeShape, toFund: codeShape, amountFen: amountFenShape }),
  example: { ...changed, source: 'municipal', toFund: 'hr-employment', amountFen: 100_000_00 },
});

export const fundYearClosed = defineEvent({
  type: 'gongjiang.subsidy.fund.year-closed.v1',
  about: { zh: '资金的预算年度经双人确认结账。', en: 'A budget year of a fund was closed, by two persons.' },
  data: change,
  example: changed,
});
