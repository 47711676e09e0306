import { ok, refuse, type Fen, type Refusal, type Result } from '@gongjiang/kernel';
import { availableFen, type Fund, type FundRefusalCode, type Recovery, type ReservationKey } from './fund.js';
import { cutTo, needsOf, sharesOf, spread, type Need } from './fund.share.js';

export type FundResult = Result<Fund, Refusal<FundRefusalCode>>;
type Whose = Pick<ReservationKey, 'batchId' | 'calculation'>;

/** What came back by clawbacks in one budget year: beyond this the document would no longer be a small one. */
const MAX_RECOVERIES = 20_000;

/** Reserves for a batch, once: the same sum for the same calculation again changes nothing. */
export function reserve(fund: Fund, { batchId, calculation }: Whose, amountFen: Fen, named: readonly Need[]): FundResult {
  const own = fund.reservations.find((reservation) => reservation.batchId === batchId);
  if (own?.amountFen === amountFen && own.calculation === calculation) return ok(fund);
  if (own) return refuse('fund.reserved-otherwise', { fund: fund.fund, reservedFen: own.amountFen });
  if (fund.closure.status !== 'open') return yearClosed(fund);
  const facts = { fund: fund.fund, year: fund.year, availableFen: availableFen(fund), neededFen: amountFen };
  if (amountFen > facts.availableFen) return refuse('fund.overdrawn', facts);
  const uses = spread(sharesOf(fund), needsOf(amountFen, named));
  if (!uses) return refuse('fund.earmarked', facts);
  return ok({ ...fund, reservations: [...fund.reservations, { batchId, calculation, amountFen, uses }] });
}

/** Leaves the batch with what it needs and sets the rest free, of this calculation or an earlier one. */
export function keepOnly(fund: Fund, { batchId, calculation }: Whose, amountFen: Fen): FundResult {
  const own = fund.reservations.find((reservation) => reservation.batchId === batchId);
  // A batch that only carries lines holds nothing, and even that must go: its next calculation could not reserve else.
  if (!own || own.calculation > calculation || (own.amountFen <= amountFen && amountFen > 0)) return ok(fund);
  if (fund.closure.status === 'closed') return yearClosed(fund);
  const kept = amountFen === 0 ? [] : [{ ...own, amountFen, uses: cutTo(amountFen, own.uses, sharesOf(fund)) }];
  return ok({ ...fund, reservations: fund.reservations.flatMap((reservation) => (reservation === own ? kept : [reservation])) });
}

/** Sets free all that a batch holds. */
export function free(fund: Fund, batchId: string): FundResult {
  if (!fund.reservations.some((reservation) => reservation.batchId === batchId)) return ok(fund);
  if (fund.closure.status === 'closed') return yearClosed(fund);
  return ok({ ...fund, reservations: fund.reservations.filter((reservation) => reservation.batchId !== batchId) });
}

/** Money that came back by a clawback: available again, once for its id. */
export function recover(fund: Fund, recovery: Recovery): FundResult {
  if (fund.recoveries.some(({ id }) => id === recovery.id)) return ok(fund);
  if (fund.closure.status !== 'open') return yearClosed(fund);
  if (fund.recoveries.length >= MAX_RECOVERIES) throw new RangeError(`More than ${MAX_RECOVERIES} recoveries in ${fund.fund}/${fund.year}`);
  return ok({ ...fund, recoveries: [...fund.recoveries, recovery] });
}

export function yearClosed({ fund, year }: Pick<Fund, 'fund' | 'year'>): { readonly ok: false; readonly refusal: Refusal<'fund.year-closed'> } {
  return refuse('fund.year-closed', { fund, year });
}
