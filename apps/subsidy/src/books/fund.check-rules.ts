import { groupBy } from '@gongjiang/kernel';
import { balanceOf, fundYearOfAccount, placeOf, type LedgerSum, type Place, type PostingKind } from '@gongjiang/ledger';
import { availableFen, type Fund } from '../fund/fund.js';
import { compare, sumsBy, type CheckFinding } from './ledger-check.js';

/** What a clawback brought back. */
const COMING_BACK: ReadonlySet<PostingKind> = new Set(['recover', 'offset']);
/** A closed year keeps what was paid and what was let go; all else went back to its sources, or on. */
const EMPTY_WHEN_CLOSED: readonly Place[] = ['available', 'reserved', 'payable', 'in-transit', 'claimed-back'];
/** Beside the sources: what is owed and goes on to the next year is nobody's budget. */
const CARRIED = new Set<string>(['payable', 'claimed-back']);

/** Compares every fund-year with the books: its budgets by source, what came back, what each batch holds, what is left. */
export function fundFindings(funds: readonly Fund[], sums: readonly LedgerSum[], isSubmitting: (batchId: string) => boolean): readonly CheckFinding[] {
  const byYear = groupBy(sums, ({ account }) => keyOf(fundYearOfAccount(account)));
  const known = new Set(funds.map(keyOf));
  const missing = [...byYear.keys()].filter((key) => !known.has(key)).flatMap((key) => compare('fund.missing', key, 0, available(byYear.get(key) ?? [])));
  return [...missing, ...funds.flatMap((fund) => ofFund(fund, byYear.get(keyOf(fund)) ?? [], isSubmitting))];
}

function ofFund(fund: Fund, sums: readonly LedgerSum[], isSubmitting: (batchId: string) => boolean): readonly CheckFinding[] {
  const key = keyOf(fund);
  const inAvailable = sums.filter(({ account }) => placeOf(account) === 'available');
  const reserved = sumsBy(fund.reservations.filter(({ batchId }) => !isSubmitting(batchId)), ({ batchId }) => batchId, ({ amountFen }) => amountFen);
  const taken = sumsBy(inAvailable, ({ batchId, kind }) => (batchId === null || COMING_BACK.has(kind) ? undefined : batchId), (sum) => -balanceOf(sum));
  const submitting = fund.reservations.filter(({ batchId }) => isSubmitting(batchId)).reduce((total, { amountFen }) => total + amountFen, 0);
  const back = inAvailable.filter(({ kind }) => COMING_BACK.has(kind)).reduce((total, sum) => total + balanceOf(sum), 0);
  return [
    ...budgetFindings(fund, sums),
    ...compare('fund.recovered', key, fund.recoveries.reduce((total, { amountFen }) => total + amountFen, 0), back),
    ...union(reserved, taken).flatMap((batchId) => compare('fund.reservation', `${key} ${batchId}`, reserved.get(batchId) ?? 0, taken.get(batchId) ?? 0)),
    ...compare('fund.available', key, availableFen(fund) + submitting, available(sums)),
    ...closedFindings(fund, sums),
  ];
}

function budgetFindings(fund: Fund, sums: readonly LedgerSum[]): readonly CheckFinding[] {
  const said = sumsBy(fund.movements, ({ source }) => source, ({ amountFen }) => amountFen);
  const sourceOf = ({ account }: LedgerSum): string | undefined => {
    const source = account.split('/')[4] ?? '';
    return placeOf(account) === 'appropriated' && !CARRIED.has(source) ? source : undefined;
  };
  const booked = sumsBy(sums, sourceOf, (sum) => -balanceOf(sum));
  return union(said, booked).flatMap((source) => compare('fund.budget', `${keyOf(fund)} ${source}`, said.get(source) ?? 0, booked.get(source) ?? 0));
}

function closedFindings(fund: Fund, sums: readonly LedgerSum[]): readonly CheckFinding[] {
  if (fund.closure.status !== 'closed') return [];
  const places = sumsBy(sums, ({ account }) => placeOf(account), balanceOf);
  return EMPTY_WHEN_CLOSED.flatMap((place) => compare('fund.closed-year-holds', `${keyOf(fund)} ${place}`, 0, places.get(place) ?? 0));
}

function available(sums: readonly LedgerSum[]): number {
  return sums.filter(({ account }) => placeOf(account) === 'available').reduce((total, sum) => total + balanceOf(sum), 0);
}

function union(...maps: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort();
}

function keyOf({ city, fund, year }: Pick<Fund, 'city' | 'fund' | 'year'>): string {
  return `${city}/${fund}/${year}`;
}
