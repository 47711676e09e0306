import { addFen, fen, type Day, type Fen } from '@gongjiang/kernel';
import type { StatementEntry } from '@gongjiang/contracts';
import { endToEndIdOf, type Booking, type MoneyLine, type StatementPage } from '../item/item.js';

export type BookedEntry = Extract<StatementEntry, { kind: 'debit' | 'return' }>;

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
  /** What the statement has; absent where it has nothing. */
  readonly entryKind?: BookedEntry['kind'];
  /** The line that is missing. */
  readonly itemId?: string;
  /** The entry by which the bank took its booking back: the money is right again, and the case still wants a person's word. */
  readonly correctedBy?: Correction;
}

export interface Correction {
  readonly entryReference: string;
  readonly day: Day;
}

/** What one page of a statement says of one chunk. */
export interface Matching {
  readonly settled: readonly Booking[];
  readonly returned: readonly Booking[];
  readonly mismatches: readonly Mismatch[];
}

/**
 * Matches the entries that a page has for one chunk with its items, by end-to-end id and amount. Answers what did not
 * match, after what earlier pages of the day had.
 */
export function matchEntries(items: readonly MoneyLine[], entries: readonly BookedEntry[], page: StatementPage, earlier: readonly Mismatch[] = []): Matching {
  const byEndToEndId = new Map(items.filter((item) => item.way === 'pay').map((item) => [endToEndIdOf(item), item]));
  const onPage: OnPage = { page, debit: new Map(), return: new Map() };
  let mismatches = earlier;
  for (const entry of entries) {
    const corrected = withCorrection(mismatches, entry);
    if (corrected) {
      mismatches = corrected;
      continue;
    }
    const item = byEndToEndId.get(entry.endToEndId);
    const mismatch = mismatchOf(entry, item, onPage);
    if (mismatch || !item) {
      mismatches = [...mismatches, mismatchOfEntry(entry, mismatch ?? 'unknown-id', item?.amountFen ?? null)];
      continue;
    }
    onPage[entry.kind].set(item.id, { itemId: item.id, entitlement: item.due.entitlement, amountFen: item.amountFen, bookedOn: entry.bookedOn, page, reason: entry.reasonCode });
  }
  return { settled: [...onPage.debit.values()], returned: [...onPage.return.values()], mismatches };
}

/** Entries of which no payment of ours has the name. */
export function unknownEntries(entries: readonly BookedEntry[]): readonly Mismatch[] {
  return entries.reduce<readonly Mismatch[]>((known, entry) => withCorrection(known, entry) ?? [...known, mismatchOfEntry(entry, 'unknown-id', null)], []);
}

/**
 * Money that comes back of a booking that never was in our books, of the same id and sum, is no return of a payment: the
 * bank takes its own mistake back. The mismatches with that noted; undefined where the entry is something else.
 */
export function withCorrection(mismatches: readonly Mismatch[], entry: BookedEntry): readonly Mismatch[] | undefined {
  const at = entry.kind === 'return' ? mismatches.findIndex((mismatch) => isTakenBackBy(mismatch, entry)) : -1;
  const wrong = mismatches[at];
  return wrong && mismatches.with(at, { ...wrong, correctedBy: { entryReference: entry.entryReference, day: entry.bookedOn } });
}

export function isTakenBackBy({ entryKind, endToEndId, bookedFen, correctedBy }: Mismatch, entry: BookedEntry): boolean {
  return entryKind === 'debit' && endToEndId === entry.endToEndId && bookedFen === entry.amountFen && (correctedBy === undefined || correctedBy.entryReference === entry.entryReference);
}

function mismatchOfEntry({ kind: entryKind, entryReference, endToEndId, amountFen }: BookedEntry, kind: Mismatch['kind'], expectedFen: Fen | null): Mismatch {
  return { kind, entryReference, endToEndId, bookedFen: fen(amountFen), expectedFen, entryKind };
}

/** What the page has said so far, by item. */
interface OnPage extends Readonly<Record<'debit' | 'return', Map<string, Booking>>> {
  readonly page: StatementPage;
}

function mismatchOf(entry: BookedEntry, item: MoneyLine | undefined, onPage: OnPage): Mismatch['kind'] | undefined {
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
