import { addFen, fen, type Fen } from '@gongjiang/kernel';
import type { StatementEntry } from '@gongjiang/contracts';
import { endToEndId, type Booking, type Item } from '../item/item.js';

type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;

/** What a statement's line did not agree with: it becomes a case, and nothing is put right by itself. */
export interface Mismatch {
  readonly kind: 'unknown-id' | 'wrong-amount' | 'double-booking' | 'not-accepted' | 'not-settled';
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

/** Matches the entries of one chunk with its items, by end-to-end id and amount. */
export function matchEntries(items: readonly Item[], entries: readonly BookedEntry[]): Matching {
  const byEndToEndId = new Map(items.map((item) => [endToEndId(item.id, item.attempt), item]));
  const settled = new Map<string, Booking>();
  const returned: Booking[] = [];
  const mismatches: Mismatch[] = [];
  for (const entry of entries) {
    const item = byEndToEndId.get(entry.endToEndId);
    const mismatch = mismatchOf(entry, item, settled);
    if (mismatch || !item) {
      mismatches.push({ kind: mismatch ?? 'unknown-id', entryReference: entry.entryReference, endToEndId: entry.endToEndId, bookedFen: fen(entry.amountFen), expectedFen: item?.amountFen ?? null });
      continue;
    }
    const booking = { itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: entry.bookedOn, reason: entry.reasonCode };
    if (entry.kind === 'debit') settled.set(item.id, booking);
    else returned.push(booking);
  }
  return { settled: [...settled.values()], returned, mismatches };
}

function mismatchOf(entry: BookedEntry, item: Item | undefined, settled: ReadonlyMap<string, Booking>): Mismatch['kind'] | undefined {
  if (!item) return 'unknown-id';
  if (item.amountFen !== entry.amountFen) return 'wrong-amount';
  if (entry.kind === 'debit' && settled.has(item.id)) return 'double-booking';
  if (item.state === 'due' || item.state === 'rejected') return 'not-accepted';
  if (entry.kind === 'return' && item.state === 'accepted' && !settled.has(item.id)) return 'not-settled';
  return undefined;
}

/** The bookings' money by entitlement. */
export function bookedByEntitlement(bookings: readonly Booking[]): ReadonlyMap<string, Fen> {
  const sums = new Map<string, Fen>();
  for (const booking of bookings) sums.set(booking.entitlement, addFen(sums.get(booking.entitlement) ?? fen(0), booking.amountFen));
  return sums;
}
