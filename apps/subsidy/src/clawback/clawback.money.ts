import { addFen, subtractFen, sumFen, ZERO_FEN, type Day, type Fen, type Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import type { PlannedOffset } from './offset-plans.js';

/** Money that was paid for a due: the fund and budget year it came from. */
export interface ClaimedSource {
  readonly fund: FundYear;
  readonly entitlement: string;
  /** False for what was paid before the platform: these books never had it. */
  readonly isBooked: boolean;
  readonly amountFen: Fen;
}

/** What a chunk has taken of a case (`itemId` null: all that was left, while it calculates) or reserved for a line. */
export interface OffsetReservation {
  readonly chunkId: string;
  readonly itemId: string | null;
  readonly amountFen: Fen;
}

/** Money that came back, once each: by its bank reference, or the line it was kept from. */
export interface Recovery {
  readonly id: string;
  readonly by: 'repayment' | 'offset';
  readonly amountFen: Fen;
  readonly on: Day;
}

/** A case's money. What was claimed back is recovered, kept from later payments, let go, or open: always. */
export interface ClaimedMoney {
  /** The budget year in which it was claimed back: its place in the books. */
  readonly year: Year;
  readonly claimedFen: Fen;
  readonly recoveredFen: Fen;
  readonly offsetFen: Fen;
  readonly waivedFen: Fen;
  readonly recoveries: readonly Recovery[];
  readonly reservations: readonly OffsetReservation[];
}

export function openFen({ claimedFen, recoveredFen, offsetFen, waivedFen }: Omit<ClaimedMoney, 'recoveries' | 'reservations'>): Fen {
  return subtractFen(claimedFen, sumFen([recoveredFen, offsetFen, waivedFen]));
}

/** What is open and no line has reserved: so much may be repaid, let go, or kept by another line. */
export function spareFen(money: ClaimedMoney): Fen {
  const spare = subtractFen(openFen(money), reservedFen(money));
  return spare > 0 ? spare : ZERO_FEN;
}

/** What was let go and no line of the very due has reserved. */
export function spareLetGoFen(money: ClaimedMoney): Fen {
  const spare = subtractFen(addFen(openFen(money), money.waivedFen), reservedFen(money));
  return spare < 0 ? ZERO_FEN : spare < money.waivedFen ? spare : money.waivedFen;
}

export function reservedFen(money: ClaimedMoney): Fen {
  return sumFen(money.reservations.map((reservation) => reservation.amountFen));
}

/** True while a chunk that calculates has the case: how much it will keep is not known yet. */
export function isBeingCalculated(money: ClaimedMoney): boolean {
  return money.reservations.some((reservation) => reservation.itemId === null);
}

/**
 * Takes all that is left for a chunk, and what an earlier calculation of its batch had. A chunk that has reserved has
 * kept its decisions: who asks for it now is a worker that wakes too late, and changes nothing.
 */
export function takeFor(money: ClaimedMoney, chunkId: string, isOfBatch: (chunkId: string) => boolean): ClaimedMoney {
  if (money.reservations.some((reservation) => reservation.chunkId === chunkId && reservation.itemId !== null)) return money;
  const others = freeWhere(money, (reservation) => isOfBatch(reservation.chunkId));
  const amountFen = addFen(spareFen(others), spareLetGoFen(others));
  return amountFen === 0 ? others : { ...others, reservations: [...others.reservations, { chunkId, itemId: null, amountFen }] };
}

/**
 * Leaves the chunk with what its kept decisions keep. They were made while it had taken the case, or they are reserved
 * already: so there is room for them. Where there is not, another calculation of the batch has taken it over since.
 */
export function reserveFor(money: ClaimedMoney, chunkId: string, offsets: readonly PlannedOffset[]): ClaimedMoney {
  if (!money.reservations.some((reservation) => reservation.chunkId === chunkId && reservation.itemId === null)) return money;
  const others = money.reservations.filter((reservation) => reservation.chunkId !== chunkId);
  const done = new Set(money.recoveries.map((recovery) => recovery.id));
  const own = offsets.filter(({ itemId }) => !done.has(itemId)).map(({ itemId, amountFen }) => ({ chunkId, itemId, amountFen }));
  return { ...money, reservations: [...others, ...own] };
}

/** Sets free what fits. */
export function freeWhere(money: ClaimedMoney, fits: (reservation: OffsetReservation) => boolean): ClaimedMoney {
  return { ...money, reservations: money.reservations.filter((reservation) => !fits(reservation)) };
}

/** After money came back. What was kept from a line is taken from what is open, and only then from what was let go. */
export function recovered(money: ClaimedMoney, recovery: Recovery): ClaimedMoney {
  const beyondFen = subtractFen(recovery.amountFen, openFen(money));
  const field = recovery.by === 'offset' ? 'offsetFen' : 'recoveredFen';
  return {
    ...money,
    [field]: addFen(money[field], recovery.amountFen),
    waivedFen: beyondFen > 0 ? subtractFen(money.waivedFen, beyondFen) : money.waivedFen,
    recoveries: [...money.recoveries, recovery],
    reservations: money.reservations.filter((reservation) => reservation.itemId !== recovery.id),
  };
}

/** The first part of the sources, in their order. Throws where they have less. */
export function firstOf(sources: readonly ClaimedSource[], amountFen: Fen): readonly ClaimedSource[] {
  const parts: ClaimedSource[] = [];
  let leftFen = amountFen;
  for (const source of sources) {
    const takenFen = leftFen < source.amountFen ? leftFen : source.amountFen;
    leftFen = subtractFen(leftFen, takenFen);
    if (takenFen > 0) parts.push({ ...source, amountFen: takenFen });
  }
  if (leftFen > 0) throw new RangeError(`The sources of a claim back are short of ${leftFen} fen`);
  return parts;
}
