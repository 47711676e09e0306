import type { Year } from '@gongjiang/kernel';
import { accountOf, fundYearOfAccount, paidAccountOf, placeOf, type Account, type FundYear, type Posting, type PostingKind, type PostingLine } from '@gongjiang/ledger';

/** The end of a year itself, and what two persons move between funds: refused by the fund where the year is closed. */
const OF_THE_YEAR_ITSELF: ReadonlySet<PostingKind> = new Set(['appropriate', 'transfer', 'lapse', 'carry-over', 'carry-owed']);

/** The year that is open in place of this one: itself, or the first after it that is not closed. */
export type OpenYearOf = (fund: FundYear) => Year;
/** The year under which a line's money was paid, where that is known to be later than the line's own. */
export type PaidIn = (account: Account) => Year | undefined;

/**
 * A posting as it is booked: nothing more is booked in a closed year. What comes late (a payment of December returned in
 * February, a clawback of last year's money) comes into the open year: what is owed, and what is owed back, was carried
 * on to it; money that was paid in a closed year stays paid there, and what comes back of it comes from `prior-years`.
 */
export function inOpenYears(posting: Posting, openYearOf: OpenYearOf, paidIn: PaidIn = () => undefined): Posting {
  if (OF_THE_YEAR_ITSELF.has(posting.kind)) return posting;
  const lines = posting.lines.map((line) => lineInOpenYear(line, openYearOf, paidIn));
  return lines.some((line, at) => line !== posting.lines[at]) ? { ...posting, lines } : posting;
}

function lineInOpenYear(line: PostingLine, openYearOf: OpenYearOf, paidIn: PaidIn): PostingLine {
  const own = fundYearOfAccount(line.account);
  const fund = { ...own, year: openYearOf(own) };
  if (fund.year === own.year) return line;
  const place = placeOf(line.account);
  if (place !== 'paid') return { ...line, account: accountOf(fund, place) };
  const wasPaidThere = line.side === 'debit' || paidIn(line.account) === fund.year;
  return { ...line, account: wasPaidThere ? paidAccountOf(fund, line.account.split('/').slice(4).join('/')) : accountOf(fund, 'prior-years') };
}
