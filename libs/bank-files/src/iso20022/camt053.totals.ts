import type { Statement, StatementEntry } from '@gongjiang/contracts';
import { fen, isFen, type Fen } from '@gongjiang/kernel';
import type { Iso20022Profile } from '../profile/profile.iso20022.js';
import type { Faults } from '../refusal/faults.js';
import { countOf, elementAt, plainAmountOf, type XmlElement } from './xml.tree.js';

export type SummaryTerms = Pick<Iso20022Profile, 'statementSummary'>;

/** Where a file stands among those of its day. */
export interface Pagination {
  readonly page: number;
  readonly isLast: boolean;
}

interface Read {
  readonly terms: SummaryTerms;
  readonly pagination: Pagination;
  readonly entries: readonly StatementEntry[];
  /** Entries as the bank counts them: those that book several payments count once. */
  readonly booked: number;
}

type Summary = Pick<Statement, 'numberOfEntries' | 'debitSumFen' | 'creditSumFen'>;

/** The totals of the day: declared by the bank, and where the file is the whole day, counted as well. */
export function summaryOf(statement: XmlElement, { terms, pagination, entries, booked }: Read, faults: Faults): Summary | undefined {
  const isWhole = pagination.page === 1 && pagination.isLast;
  const counted = countedOf(entries);
  const declared = declaredOf(statement, faults);
  if (isWhole && declared === undefined && terms.statementSummary === 'balances') return safe(counted, faults);
  if (declared === undefined) return faults.count > 0 ? undefined : faults.add('bank-file.totals-missing', { field: 'TxsSummry' });
  if (!isWhole && booked < entries.length) return faults.add('bank-file.totals-missing', { field: 'TxDtls' }); // the day's payments cannot be counted then
  const found = { ...counted, numberOfEntries: booked };
  for (const field of ['numberOfEntries', 'debitSumFen', 'creditSumFen'] as const) {
    const fits = isWhole ? declared[field] === found[field] : declared[field] >= found[field];
    if (!fits) faults.add('bank-file.totals', { field, declared: declared[field], found: found[field] });
  }
  return isWhole ? safe(counted, faults) : declared;
}

function countedOf(entries: readonly StatementEntry[]): Record<keyof Summary, number> {
  const sumOf = (own: readonly StatementEntry[]) => own.reduce((sum, { amountFen }) => sum + amountFen, 0);
  return {
    numberOfEntries: entries.length,
    debitSumFen: sumOf(entries.filter(({ kind }) => kind === 'debit')),
    creditSumFen: sumOf(entries.filter(({ kind }) => kind !== 'debit')),
  };
}

/** Sums that no account can hold are refused before they are called money. */
function safe({ numberOfEntries, debitSumFen, creditSumFen }: Record<keyof Summary, number>, faults: Faults): Summary | undefined {
  if (!isFen(debitSumFen) || !isFen(creditSumFen)) return faults.add('bank-file.amount', { line: 1, field: 'Ntry' });
  return { numberOfEntries, debitSumFen: fen(debitSumFen), creditSumFen: fen(creditSumFen) };
}

/** All three, or undefined: then the summary is not there, or a fault was added. */
function declaredOf(statement: XmlElement, faults: Faults): Summary | undefined {
  const summary = elementAt(statement, 'TxsSummry');
  const numberOfEntries = countOf(elementAt(summary, 'TtlNtries', 'NbOfNtries'), faults);
  const creditSumFen = sumIn(elementAt(summary, 'TtlCdtNtries'), faults);
  const debitSumFen = sumIn(elementAt(summary, 'TtlDbtNtries'), faults);
  if (numberOfEntries === undefined || creditSumFen === undefined || debitSumFen === undefined) return undefined;
  return { numberOfEntries, debitSumFen, creditSumFen };
}

function sumIn(total: XmlElement | undefined, faults: Faults): Fen | undefined {
  return plainAmountOf(elementAt(total, 'Sum'), faults);
}

/** What was there, and came, and went, is what is left. */
export function checkStatement({ openingBalanceFen, closingBalanceFen, creditSumFen, debitSumFen }: Statement, faults: Faults): void {
  const found = openingBalanceFen + creditSumFen - debitSumFen;
  if (found !== closingBalanceFen) faults.add('bank-file.totals', { field: 'CLBD', declared: closingBalanceFen, found });
}
