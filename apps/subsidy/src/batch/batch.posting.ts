import { accountOf, movement, type FundYear, type Posting } from '@gongjiang/ledger';
import type { Day } from '@gongjiang/kernel';
import type { Batch } from './batch.js';
import { newMoneyFen, obligedFen } from './batch.money.js';
import type { BatchEvent } from './batch.event.js';

/** The postings that a change of a batch makes: money is reserved, set free, or owed to the persons. */
export function postingsOf(before: Batch, after: Batch, event: BatchEvent): readonly Posting[] {
  return postingsWithLines(before, after, event).filter((made) => made.lines.length > 0);
}

function postingsWithLines(before: Batch, after: Batch, event: BatchEvent): readonly Posting[] {
  if (event.kind === 'submitted' && after.status === 'submitted') {
    return [posting(after, 'reserve', event.on, movement(newMoneyFen(after.totals), accountOf(fundYearOf(after), 'available'), accountOf(fundYearOf(after), 'reserved')))];
  }
  if (event.kind === 'approved' && after.status === 'approved') {
    // What an objection holds is not owed: its money goes back, and is asked for again when the line is.
    return [
      posting(after, 'oblige', event.on, movement(obligedFen(after), accountOf(fundYearOf(after), 'reserved'), accountOf(fundYearOf(after), 'payable'))),
      posting(after, 'release-reservation', event.on, movement(after.withheld.amountFen, accountOf(fundYearOf(after), 'reserved'), accountOf(fundYearOf(after), 'available'))),
    ];
  }
  if (event.kind === 'returned' && 'fundYear' in before && 'totals' in before) {
    return [posting(before, 'release-reservation', event.on, movement(newMoneyFen(before.totals), accountOf(fundYearOf(before), 'reserved'), accountOf(fundYearOf(before), 'available')))];
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
