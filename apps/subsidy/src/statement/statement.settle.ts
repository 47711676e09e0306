import type { CityCode, Day } from '@gongjiang/kernel';
import { accountOf, movement, paidAccountOf, type FundYear, type LedgerStore, type Posting } from '@gongjiang/ledger';
import type { BatchStore } from '../batch/batch.store.js';
import { fundYearOfChunk } from '../chunk/chunk.fund-year.js';
import type { ChunkSummary } from '../chunk/chunk.js';
import type { ChunkStore, MarkedChunk } from '../chunk/chunk.store.js';
import { outcomeOf } from '../chunk/chunk.totals.js';
import { itemsAfterBookings } from '../item/item.after.js';
import type { Booking, MoneyLine, StatementPage } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { bookedByEntitlement, matchEntries, unknownEntries, type BookedEntry, type Matching, type Mismatch } from './statement.matching.js';

export interface SettlementPorts {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly ledger: LedgerStore;
}

/** What one page has of one payment message. */
export interface PageEntries {
  readonly page: number;
  readonly entries: readonly BookedEntry[];
}

/** What pages of one day say of one payment message; the chunk is undefined where no payment of ours has that name. */
export interface BookedPayment {
  readonly city: CityCode;
  readonly day: Day;
  readonly sent: MarkedChunk | undefined;
  readonly pages: readonly PageEntries[];
}

/**
 * Takes what a day's pages say of one chunk into the books. Answers what did not match; undefined, and nothing is done,
 * while the chunk's own answer is not known: the bank may have booked what it has not yet said that it took.
 */
export async function settleEntries(ports: SettlementPorts, payment: BookedPayment): Promise<readonly Mismatch[] | undefined> {
  const { city, day, sent, pages } = payment;
  const kept = sent && sent.chunk.city === city ? await ports.batches.load(city, sent.chunk.batchId) : undefined;
  if (!sent || !kept || !('fundYear' in kept.batch)) return unknownEntries(pages.flatMap(({ entries }) => entries));
  const { chunk } = sent;
  const fund = fundYearOfChunk(kept.batch, chunk);
  if (chunk.phase !== 'answered' && chunk.phase !== 'settled') return undefined;
  const read = await ports.items.moneyOf(chunk.id);
  const { matchings, items, mismatches } = matchPages(read, day, pages);
  await ports.items.applyBookings(chunk.id, matchings.flatMap(({ settled }) => settled), matchings.flatMap(({ returned }) => returned), read);
  await ports.ledger.post(matchings.flatMap((matching) => postingsOf(fund, chunk, day, matching)));
  await finish(ports, sent, items);
  return mismatches;
}

interface PageMatching extends Matching {
  readonly page: StatementPage;
}

/** Matches page after page, each with the lines as the one before has left them. */
function matchPages(items: readonly MoneyLine[], day: Day, pages: readonly PageEntries[]): { readonly matchings: readonly PageMatching[]; readonly items: readonly MoneyLine[]; readonly mismatches: readonly Mismatch[] } {
  const matchings: PageMatching[] = [];
  let booked = items;
  let mismatches: readonly Mismatch[] = [];
  for (const { page: number, entries } of pages) {
    const page: StatementPage = `${day}|p${number}`;
    const matching = matchEntries(booked, entries, page, mismatches);
    mismatches = matching.mismatches;
    matchings.push({ ...matching, page });
    booked = itemsAfterBookings(booked, matching.settled, matching.returned);
  }
  return { matchings, items: booked, mismatches };
}

/** The outcome is known from what was read; only where another reader was at the same chunk is it read back. */
async function finish({ chunks, items: store }: SettlementPorts, { chunk: { id }, mark }: MarkedChunk, items: readonly MoneyLine[]): Promise<void> {
  if (!(await chunks.toSettled(id, outcomeOf(items), mark))) await chunks.toSettled(id, outcomeOf(await store.moneyOf(id)));
}

/** One posting a chunk, page and kind: its id is theirs, so that a page read twice is posted once. */
function postingsOf(fund: FundYear, { id, batchId }: Pick<ChunkSummary, 'id' | 'batchId'>, businessDate: Day, { settled, returned, page }: PageMatching): readonly Posting[] {
  const inTransit = accountOf(fund, 'in-transit');
  const payable = accountOf(fund, 'payable');
  const common = { city: fund.city, batchId, chunkId: id, businessDate };
  return [
    { id: `settle|${id}|${page}`, kind: 'settle' as const, ...common, lines: linesOf(settled, (entitlement, amountFen) => movement(amountFen, inTransit, paidAccountOf(fund, entitlement))) },
    { id: `return|${id}|${page}`, kind: 'return' as const, ...common, lines: linesOf(returned, (entitlement, amountFen) => movement(amountFen, paidAccountOf(fund, entitlement), payable)) },
  ].filter((posting) => posting.lines.length > 0);
}

function linesOf(bookings: readonly Booking[], move: (entitlement: string, amountFen: Booking['amountFen']) => Posting['lines']): Posting['lines'] {
  return [...bookedByEntitlement(bookings)].flatMap(([entitlement, amountFen]) => move(entitlement, amountFen));
}
