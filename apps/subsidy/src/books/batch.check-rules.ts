import { balanceOf, placeOf, type LedgerSum } from '@gongjiang/ledger';
import type { Batch, BatchTotals } from '../batch/batch.js';
import { newMoneyFen, obligedFen } from '../batch/batch.money.js';
import type { ChunkSummary } from '../chunk/chunk.js';
import { batchTotalsOf } from '../chunk/chunk.totals.js';
import { compare, sumsBy, type CheckFinding } from './ledger-check.js';

const AT_THE_END: ReadonlySet<Batch['status']> = new Set(['reconciled', 'closed']);
const BEFORE_APPROVAL: ReadonlySet<Batch['status']> = new Set(['submitted', 'in-notice', 'cleared']);

/** Compares a batch with its chunks, and with its own postings. */
export function batchFindings(batch: Batch, chunks: readonly ChunkSummary[], sums: readonly LedgerSum[]): readonly CheckFinding[] {
  const places = sumsBy(sums, ({ account }) => placeOf(account), balanceOf);
  const at = (place: string): number => places.get(place) ?? 0;
  if (!('fundYear' in batch)) return [...totalsFindings(batch, chunks), ...[...places].flatMap(([place, amountFen]) => compare('batch.empty-books', `${batch.id} ${place}`, 0, amountFen))];
  if (BEFORE_APPROVAL.has(batch.status)) return [...totalsFindings(batch, chunks), ...compare('batch.reserved', batch.id, newMoneyFen(batch.totals), at('reserved'))];
  return [...totalsFindings(batch, chunks), ...obligedFindings(batch, sums), ...(AT_THE_END.has(batch.status) ? outcomeFindings(batch, chunks, at) : [])];
}

function obligedFindings(batch: Batch, sums: readonly LedgerSum[]): readonly CheckFinding[] {
  if (!('withheld' in batch)) return [];
  const obliged = sums.filter(({ kind, account }) => kind === 'oblige' && placeOf(account) === 'payable').reduce((total, sum) => total + balanceOf(sum), 0);
  return compare('batch.obliged', batch.id, obligedFen(batch), obliged);
}

/** What the bank's books made of the lines, by their chunks, and where the ledger has their money. */
function outcomeFindings(batch: Extract<Batch, { totals: BatchTotals }>, chunks: readonly ChunkSummary[], at: (place: string) => number): readonly CheckFinding[] {
  const outcomes = chunks.flatMap((chunk) => ('outcome' in chunk ? [chunk.outcome] : []));
  const sumOf = (...states: readonly (keyof (typeof outcomes)[number])[]): number => outcomes.reduce((total, outcome) => total + states.reduce((sum, state) => sum + outcome[state].amountFen, 0), 0);
  // A return that came after its year was closed is owed out of the prior years' money; the line stays paid in its own.
  return [
    ...compare('batch.paid', batch.id, sumOf('settled') + batch.totals.offset.amountFen, at('paid') + at('prior-years')),
    ...compare('batch.owed', batch.id, sumOf('rejected', 'returned') - batch.totals.carried.amountFen, at('payable')),
    ...compare('batch.in-transit', batch.id, sumOf('accepted'), at('in-transit')),
  ];
}

function totalsFindings(batch: Batch, chunks: readonly ChunkSummary[]): readonly CheckFinding[] {
  if (!('totals' in batch)) return [];
  const { totals } = batch;
  const summed = batchTotalsOf(chunks.flatMap((chunk) => ('totals' in chunk ? [chunk.totals] : [])));
  const parts = (of: BatchTotals): readonly (readonly [string, number])[] => [
    ['amount', of.amountFen], ['lines', of.lines], ['offset', of.offset.amountFen], ['overpaid', of.overpaid.amountFen], ['carried', of.carried.amountFen],
    ...of.byEntitlement.map(({ entitlement, amountFen }) => [entitlement, amountFen] as const),
  ];
  const booked = new Map(parts(summed));
  return parts(totals).flatMap(([part, said]) => compare('batch.totals', `${batch.id} ${part}`, said, booked.get(part) ?? 0));
}
