import { MAX_ENTRIES_A_PAGE, type Statement } from '@gongjiang/contracts';
import type { Day } from '@gongjiang/kernel';
import { Faults, type FileResult } from '../refusal/faults.js';
import { balancesOf } from './camt053.balances.js';
import { entriesOf } from './camt053.entries.js';
import { checkStatement, summaryOf, type Pagination, type SummaryTerms } from './camt053.totals.js';
import { dayOf } from './xml.days.js';
import { childrenOf, elementAt, textAt, type XmlElement } from './xml.tree.js';

/**
 * One statement of camt.053.001.08: one account, one day, booked entries. Refused where balances, sums and counts do
 * not agree; a file that is one of several pages carries the day's balances and summary, and its own entries.
 */
export function readCamt053(root: XmlElement, terms: SummaryTerms): FileResult<Statement> {
  const faults = new Faults();
  const statements = childrenOf(elementAt(root, 'BkToCstmrStmt'), 'Stmt');
  const [statement] = statements;
  if (!statement || statements.length > 1) faults.add('bank-file.several-statements', { count: statements.length });
  const value = statement && faults.count === 0 ? statementOf(statement, terms, faults) : undefined;
  return faults.result(value);
}

function statementOf(element: XmlElement, terms: SummaryTerms, faults: Faults): Statement | undefined {
  const account = accountOf(element, faults);
  const balances = balancesOf(element, faults);
  if (account === undefined || balances === undefined) return undefined;
  const { day, openingBalanceFen, closingBalanceFen } = balances;
  checkPeriod(element, day, faults);
  const elements = childrenOf(element, 'Ntry');
  if (elements.length > MAX_ENTRIES_A_PAGE) return faults.add('bank-file.rows-limit', { rows: elements.length, limit: MAX_ENTRIES_A_PAGE });
  const pagination = paginationOf(element);
  const entries = entriesOf(elements, day, faults);
  if (entries.length > MAX_ENTRIES_A_PAGE) return faults.add('bank-file.rows-limit', { rows: entries.length, limit: MAX_ENTRIES_A_PAGE });
  const summary = faults.count === 0 ? summaryOf(element, { terms, pagination, entries, booked: elements.length }, faults) : undefined;
  if (!summary) return undefined;
  const statement: Statement = {
    account, day, status: 'closed', page: pagination.page, openingBalanceFen, closingBalanceFen,
    ...summary, entries, nextCursor: pagination.isLast ? null : String(pagination.page + 1),
  };
  checkStatement(statement, faults);
  return statement;
}

function accountOf(statement: XmlElement, faults: Faults): string | undefined {
  const account = elementAt(statement, 'Acct');
  const currency = elementAt(account, 'Ccy');
  if (currency && currency.text !== 'CNY') return faults.add('bank-file.currency', { line: currency.line, found: currency.text });
  return textAt(account, 'Id', 'Othr', 'Id') ?? textAt(account, 'Id', 'IBAN');
}

function checkPeriod(statement: XmlElement, day: Day, faults: Faults): void {
  const period = elementAt(statement, 'FrToDt');
  for (const end of ['FrDtTm', 'ToDtTm']) {
    const element = elementAt(period, end);
    if (element && dayOf(element) !== day) faults.add('bank-file.date', { line: element.line, field: end });
  }
}

function paginationOf(statement: XmlElement): Pagination {
  const pagination = elementAt(statement, 'StmtPgntn');
  const isLast = textAt(pagination, 'LastPgInd') ?? 'true';
  return { page: Math.max(1, Number(textAt(pagination, 'PgNb') ?? '1')), isLast: isLast === 'true' || isLast === '1' };
}
