import { negateFen, type Day, type Fen } from '@gongjiang/kernel';
import type { Faults } from '../refusal/faults.js';
import { dayOf } from './xml.days.js';
import { amountOf, childrenOf, elementAt, textAt, type XmlElement } from './xml.tree.js';

export interface Balances {
  /** The day that the closing balance is of. */
  readonly day: Day;
  readonly openingBalanceFen: Fen;
  readonly closingBalanceFen: Fen;
}

/** The booked balances of a day, opening (OPBD, or PRCD: closing of the day before) and closing (CLBD). */
export function balancesOf(statement: XmlElement, faults: Faults): Balances | undefined {
  const balances = childrenOf(statement, 'Bal');
  const opening = only(balances, ['OPBD', 'PRCD'], faults);
  const closing = only(balances, ['CLBD'], faults);
  const openingBalanceFen = signedOf(opening, faults);
  const closingBalanceFen = signedOf(closing, faults);
  if (!closing || openingBalanceFen === undefined || closingBalanceFen === undefined) return undefined;
  const day = dayOf(elementAt(closing, 'Dt'));
  if (day === undefined) return faults.add('bank-file.date', { line: closing.line, field: 'Bal/Dt' });
  return { day, openingBalanceFen, closingBalanceFen };
}

/** The first of these kinds that is there, which must be there once. */
function only(balances: readonly XmlElement[], kinds: readonly string[], faults: Faults): XmlElement | undefined {
  for (const kind of kinds) {
    const found = balances.filter((balance) => textAt(balance, 'Tp', 'CdOrPrtry', 'Cd') === kind);
    if (found[1]) return faults.add('bank-file.duplicate-id', { line: found[1].line, id: kind });
    if (found[0]) return found[0];
  }
  return faults.add('bank-file.totals-missing', { field: kinds.join(', ') });
}

function signedOf(balance: XmlElement | undefined, faults: Faults): Fen | undefined {
  const amount = amountOf(elementAt(balance, 'Amt'), faults);
  return amount !== undefined && textAt(balance, 'CdtDbtInd') === 'DBIT' ? negateFen(amount) : amount;
}
