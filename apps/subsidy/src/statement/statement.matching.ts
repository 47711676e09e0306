import { addFen, fen, type Fen } from '@gongjiang/kernel';
import type { StatementEntry } from '@gongjiang/contracts';
import { endToEndIdOf, type Booking, type Item, type StatementPage } from '../item/item.js';

type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;

/**
 * What a statement's line did not agree with: it becomes a case, and nothing is put right by itself. `partial` is less than
 * was sent; `missing` was sent and taken, and no statement has it.
 */
export interface Mismatch {
  readonly kind: 'unknown-id' | 'wrong-amount' | 'partial' | 'missing' | 'double-booking' | 'not-accepted' | 'not-settled' | 'repayment-refused';
  readonly entryReference: string;
  readonly endToEndId: string;
  readonly bookedFen: Fen;
  readonly expectedFen: Fen | null;
}

/** What one page of a statement says of one chunk. */
export interface Matching {
  readonly settled: readonly Booking[];
  readonly returned: readonly Booking[];
  readonly mismatches: readonly Mismatch[];
}

/** Matches the entries that a page has for one chunk with its items, by end-to-end id and amount. */
export function matchEntries(items: readonly Item[], entries: readonly BookedEntry[], page: StatementPage): Matching {
  const byEndToEndId = new Map(items.filter((item) => item.way === 'pay').map((item) => [endToEndIdOf(item), item]));
  const onPage: OnPage = { page, debit: new Map(), return: new Map() };
  const mismatches: Mismatch[] = [];
  for (const entry of entries) {
    const item = byEndToEndId.get(entry.endToEndId);
    const mismatch = mismatchOf(entry, item, onPage);
    if (mismatch || !item) {
      mismatches.push({ kind: mismatch ?? 'unknown-id', entryReference: entry.entryReference, endToEndId: entry.endToEndId, bookedFen: fen(entry.amountFen), expectedFen: item?.amountFen ?? null });
      continue;
    }
    onPage[entry.kind].set(item.id, { itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: entry.bookedOn, page, reason: entry.reasonCode });
  }
  return { settled: [...onPage.debit.values()], returned: [...onPage.return.values()], mismatches };
}

/** What the page has said so far, by item. */
interface OnPage extends Readonly<Record<'debit' | 'return', Map<string, Booking>>> {
  readonly page: StatementPage;
}

function mismatchOf(entry: BookedEntry, item: Item | undefined, onPage: OnPage): Mismatch['kind'] | undefined {
  if (!item) return 'unknown-id';
  if (item.amountFen !== entry.amountFen) return entry.amountFen < item.amountFen ? 'partial' : 'wrong-amount';
  if (item.state !== 'accepted' && item.state !== 'settled' && item.state !== 'returned') return 'not-accepted';
  const bookedBy = entry.kind === 'debit' ? item.settledBy : item.returnedBy;
  if (onPage[entry.kind].has(item.id) || (bookedBy !== null && bookedBy !== onPage.page)) return 'double-booking';
  if (entry.kind === 'return' && item.state === 'accepted' && !onPage.debit.has(item.id)) return 'not-settled';
  return undefined;
}

/** The bookings' money by entitlement. */
export function bookedByEntitlement(bookings: readonly Booking[]): ReadonlyMap<string, Fen> {
  const sums = new Map<string, Fen>();
  for (const booking of bookings) sums.set(booking.entitlement, addFen(sums.get(booking.entitlement) ?? fen(0), booking.amountFen));
  return sums;
}
