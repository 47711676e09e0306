import { ok, refuse, type Fen, type Refusal, type Result } from '@gongjiang/kernel';
import { balanceOf, fundYearOfAccount, placeOf, type AccountTurnover, type FundYear, type Place } from '@gongjiang/ledger';
import type { Fund } from './fund.js';
import type { FundChangeRefusalCode } from './fund-change.js';
import type { Outstanding } from './fund-change.posting.js';
import { yearClosed } from './fund.reserve.js';
import type { FundSettings } from './fund.settings.js';

/** What must be known before a year is closed. */
export interface YearFacts {
  readonly fund: Fund;
  readonly next: Fund | undefined;
  readonly settings: FundSettings;
  /** Of the batches that hold its money, one that is not closed. */
  readonly unfinished: string | undefined;
  readonly places: Readonly<Partial<Record<Place, Fen>>>;
}

/** The places that must be empty whatever the city's rule is: money in them is on its way. */
const ON_THE_WAY: readonly Place[] = ['reserved', 'in-transit'];
/** What goes on to the next year with its obligation: owed to persons (by the city's rule), owed by persons (always). */
const GOES_ON: readonly Outstanding['place'][] = ['payable', 'claimed-back'];

/** Refuses to close a year whose batches are not finished, or whose money is still on its way. */
export function mayClose({ fund, next, settings, unfinished, places }: YearFacts): Result<true, Refusal<FundChangeRefusalCode>> {
  if (unfinished !== undefined) return refuse('fund.year-unfinished', { unfinished });
  const busy = [...ON_THE_WAY, ...(settings.yearEnd.owed === 'wait' ? ['payable' as const] : [])].find((place) => (places[place] ?? 0) !== 0);
  if (busy !== undefined) return refuse('fund.year-holds-money', { fund: fund.fund, year: fund.year, place: busy, amountFen: places[busy] ?? 0 });
  return next && next.closure.status !== 'open' ? yearClosed(next) : ok(true);
}

/** What a fund-year's accounts hold, by place. */
export function placesOf({ city, fund, year }: FundYear, turnovers: readonly AccountTurnover[]): Readonly<Partial<Record<Place, Fen>>> {
  const places: Partial<Record<Place, Fen>> = {};
  for (const turnover of turnovers) {
    const own = fundYearOfAccount(turnover.account);
    if (own.city !== city || own.fund !== fund || own.year !== year) continue;
    const place = placeOf(turnover.account);
    places[place] = ((places[place] ?? 0) + balanceOf(turnover)) as Fen;
  }
  return places;
}

export function outstandingOf(places: Readonly<Partial<Record<Place, Fen>>>): readonly Outstanding[] {
  return GOES_ON.flatMap((place) => ((places[place] ?? 0) > 0 ? [{ place, amountFen: places[place] as Fen }] : []));
}
