import { eventOf, fundBudgetChanged, fundTransferred, fundYearClosed, type CloudEvent } from '@gongjiang/contracts';
import type { FundChange } from './fund-change.js';

/** What other systems hear of a change that took effect. A document's number is told up to what an event carries of a code. */
export function fundMessagesOf(change: FundChange, version: number, at: Date): readonly CloudEvent[] {
  if (change.status !== 'effective') return [];
  const { id, city, fund, year, document, matter } = change;
  const facts = { city, subject: id, sequence: version, time: at };
  const data = { changeId: id, fund, year: Number(year), document };
  switch (matter.kind) {
    case 'budget': return [eventOf(fundBudgetChanged, { ...facts, data: { ...data, source: matter.source, earmark: [...matter.earmark], changeFen: matter.changeFen } })];
    case 'transfer': return [eventOf(fundTransferred, { ...facts, data: { ...data, source: matter.source, toFund: matter.toFund, amountFen: matter.amountFen } })];
    case 'year-close': return [eventOf(fundYearClosed, { ...facts, data })];
  }
}
