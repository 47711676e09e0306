import { negateFen, ok, refuse, type Fen } from '@gongjiang/kernel';
import { yearClosed, type FundResult } from './fund.reserve.js';
import type { BudgetSource, Fund, Movement, Share } from './fund.js';
import { earmarksCross, leftOf, shareKey, sharesOf } from './fund.share.js';

/** Changes of a fund in one budget year: a budget is no account to book on daily. */
const MAX_MOVEMENTS = 2_000;

/** Moves money to or from shares, all of it or nothing, once for each id. Takes from no share what batches use of it. */
export function move(fund: Fund, movements: readonly Movement[]): FundResult {
  const known = new Set(fund.movements.map(({ id }) => id));
  const fresh = movements.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return ok(fund);
  if (fund.closure.status !== 'open') return yearClosed(fund);
  if (fund.movements.length + fresh.length > MAX_MOVEMENTS) throw new RangeError(`More than ${MAX_MOVEMENTS} movements in ${fund.fund}/${fund.year}`);
  return moved(fund, fresh);
}

function moved(fund: Fund, fresh: readonly Movement[]): FundResult {
  const crossing = fresh.find((movement) => fund.movements.some((other) => earmarksCross(movement.earmark, other.earmark)));
  if (crossing) return refuse('fund.earmarks-cross', { fund: fund.fund, earmark: crossing.earmark.join(', ') });
  const next = { ...fund, movements: [...fund.movements, ...fresh] };
  const short = sharesOf(next).find((share) => leftOf(share) < 0);
  return short ? refuse('fund.below-reserved', { fund: fund.fund, year: fund.year, reservedFen: short.usedFen }) : ok(next);
}

/** What a source gives under an earmark, as of now. */
export function shareBudgetFen(fund: Fund | undefined, share: Share): Fen {
  return (fund ? sharesOf(fund) : []).find(({ key }) => key === shareKey(share))?.budgetFen ?? (0 as Fen);
}

/** Takes the year out of use while it is looked at whether it can be closed. */
export function beginClosing(fund: Fund, change: string): FundResult {
  if (fund.closure.status === 'open') return ok({ ...fund, closure: { status: 'closing', change } });
  return fund.closure.change === change ? ok(fund) : yearClosed(fund);
}

/** It cannot be closed: the year is in use again. */
export function reopen(fund: Fund, change: string): FundResult {
  return fund.closure.status === 'closing' && fund.closure.change === change ? ok({ ...fund, closure: { status: 'open' } }) : ok(fund);
}

/** What becomes of money that is left at the end of a year: back to who gave it, or on to the next year. */
export type RestRule = 'lapse' | 'carry-over';

/** Closes the year for good; what is left of each share leaves it. */
export function close(fund: Fund, change: string, rule: RestRule): FundResult {
  if (fund.closure.status === 'closed') return fund.closure.change === change ? ok(fund) : yearClosed(fund);
  const rest = sharesOf(fund).filter((share) => leftOf(share) > 0)
    .map((share): Movement => ({ id: `${change}|rest|${share.key}`, kind: rule, source: share.source, earmark: share.earmark, amountFen: negateFen(leftOf(share)) }));
  return ok({ ...fund, movements: [...fund.movements, ...rest], closure: { status: 'closed', change } });
}

/** What left a closed year, as it arrives in the next: from the same sources, under the same earmarks. */
export function carriedOver(fund: Fund, change: string): readonly Movement[] {
  return fund.movements.filter(({ id, kind }) => kind === 'carry-over' && id.startsWith(`${change}|rest|`))
    .map((movement) => ({ ...movement, id: movement.id.replace('|rest|', '|carried|'), amountFen: negateFen(movement.amountFen) }));
}

/** The free share of a source: money that no earmark binds. */
export function freeShare(source: BudgetSource): Share {
  return { source, earmark: [] };
}
