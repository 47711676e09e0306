import type { StatementEntry } from '@gongjiang/contracts';
import { fen, type CityCode, type Day } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, type FundYear, type LedgerStore, type Posting } from '@gongjiang/ledger';
import type { BatchStore } from '../batch/batch.store.js';
import { fundYearOfChunk } from '../chunk/chunk.fund-year.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import { outcomeOf } from '../chunk/chunk.totals.js';
import type { ItemStore } from '../item/item.store.js';
import type { Booking, StatementPage } from '../item/item.js';
import { bookedByEntitlement, matchEntries, type Matching, type Mismatch } from './statement.matching.js';

export interface SettlementPorts {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly ledger: LedgerStore;
}

/** Where on which statement the entries stand; the chunk is undefined where no payment of ours has that name. */
export interface StatementPlace {
  readonly city: CityCode;
  readonly chunkId: string | undefined;
  readonly day: Day;
  readonly page: number;
}

type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;

/**
 * Takes what one page says of one chunk into the books. Answers what did not match; undefined, and nothing is done, while
 * the chunk's own answer is not known: the bank may have booked what it has not yet said that it took.
 */
export async function settleEntries(ports: SettlementPorts, place: StatementPlace, entries: readonly BookedEntry[]): Promise<readonly Mismatch[] | undefined> {
  const chunk = place.chunkId === undefined ? undefined : await ports.chunks.find(place.chunkId);
  const kept = chunk && chunk.city === place.city ? await ports.batches.load(place.city, chunk.batchId) : undefined;
  if (!chunk || !kept || !('fundYear' in kept.batch)) return entries.map(unknownEntry);
  if (chunk.phase !== 'answered' && chunk.phase !== 'settled') return undefined;
  const matching = matchEntries(await ports.items.ofChunk(chunk.id), entries, pageOf(place));
  await ports.items.applyBookings(chunk.id, matching.settled, matching.returned);
  await ports.ledger.post(postingsOf(fundYearOfChunk(kept.batch, chunk), kept.batch.id, chunk.id, place, matching));
  await ports.chunks.toSettled(chunk.id, outcomeOf(await ports.items.ofChunk(chunk.id)));
  return matching.mismatches;
}

function pageOf({ day, page }: StatementPlace): StatementPage {
  return `${day}|p${page}`;
}

/** One posting a chunk, page and kind: its id is theirs, so that a page read twice is posted once. */
function postingsOf(fund: FundYear, batchId: string, chunkId: string, place: StatementPlace, matching: Matching): readonly Posting[] {
  const inTransit = accountOf(fund, 'in-transit');
  const payable = accountOf(fund, 'payable');
  const settled = linesOf(matching.settled, (entitlement, amountFen) => movement(amountFen, inTransit, paidAccountOf(fund, entitlement)));
  const returned = linesOf(matching.returned, (entitlement, amountFen) => movement(amountFen, paidAccountOf(fund, entitlement), payable));
  const common = { city: fund.city, batchId, chunkId, businessDate: place.day };
  const where = `${chunkId}|${pageOf(place)}`;
  return [
    { id: `settle|${where}`, kind: 'settle' as const, ...common, lines: settled },
    { id: `return|${where}`, kind: 'return' as const, ...common, lines: returned },
  ].filter((posting) => posting.lines.length > 0);
}

function linesOf(bookings: readonly Booking[], move: (entitlement: string, amountFen: Booking['amountFen']) => Posting['lines']): Posting['lines'] {
  return [...bookedByEntitlement(bookings)].flatMap(([entitlement, amountFen]) => move(entitlement, amountFen));
}

function unknownEntry(entry: BookedEntry): Mismatch {
  return { kind: 'unknown-id', entryReference: entry.entryReference, endToEndId: entry.endToEndId, bookedFen: fen(entry.amountFen), expectedFen: null };
}
