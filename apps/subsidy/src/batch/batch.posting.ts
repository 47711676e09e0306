import { accountOf, movement, type FundYear, type Posting } from '@gongjiang/ledger';
import type { Day } from '@gongjiang/kernel';
import type { Batch } from './batch.js';
import type { BatchEvent } from './batch.event.js';

/** The postings that a change of a batch makes: money is reserved, set free, or owed to the persons. */
export function postingsOf(before: Batch, after: Batch, event: BatchEvent): readonly Posting[] {
  if (event.kind === 'submitted' && after.status === 'submitted') {
    return [posting(after, 'reserve', event.on, movement(after.totals.amountFen, accountOf(fundYearOf(after), 'available'), accountOf(fundYearOf(after), 'reserved')))];
  }
  if (event.kind === 'approved' && after.status === 'approved') {
    return [posting(after, 'oblige', event.on, movement(after.totals.amountFen, accountOf(fundYearOf(after), 'reserved'), accountOf(fundYearOf(after), 'payable')))];
  }
  if (event.kind === 'returned' && 'fundYear' in before && 'totals' in before) {
    return [posting(before, 'release-reservation', event.on, movement(before.totals.amountFen, accountOf(fundYearOf(before), 'reserved'), accountOf(fundYearOf(before), 'available')))];
  }
  return [];
}

/** The fund and budget year that a batch is paid from: known once it is submitted. */
export function fundYearOf(batch: Extract<Batch, { fundYear: unknown }>): FundYear {
  return { city: batch.city, fund: batch.fund, year: batch.fundYear };
}

function posting(batch: Batch, kind: 'reserve' | 'oblige' | 'release-reservation', on: Day, lines: Posting['lines']): Posting {
  return { id: `${kind}|${batch.id}|${batch.calculation}`, city: batch.city, kind, batchId: batch.id, chunkId: null, businessDate: on, lines };
}
