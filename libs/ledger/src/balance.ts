import { addFen, subtractFen, sumFen, ZERO_FEN, type Fen } from '@gongjiang/kernel';
import { ORIGINS, placeOf, PLACES, type Account, type Place } from './account.js';
import type { Posting } from './posting.js';

/** What an account received and gave; its balance is the difference. */
export interface AccountTurnover {
  readonly account: Account;
  readonly debitFen: Fen;
  readonly creditFen: Fen;
}

export function balanceOf(turnover: AccountTurnover): Fen {
  return subtractFen(turnover.debitFen, turnover.creditFen);
}

/** The turnover of every account over the postings, in the accounts' order. */
export function turnoversOf(postings: Iterable<Posting>): readonly AccountTurnover[] {
  const byAccount = new Map<Account, { debitFen: Fen; creditFen: Fen }>();
  for (const posting of postings) {
    for (const line of posting.lines) {
      const turnover = byAccount.get(line.account) ?? { debitFen: ZERO_FEN, creditFen: ZERO_FEN };
      if (line.side === 'debit') turnover.debitFen = addFen(turnover.debitFen, line.amountFen);
      else turnover.creditFen = addFen(turnover.creditFen, line.amountFen);
      byAccount.set(line.account, turnover);
    }
  }
  return [...byAccount].map(([account, turnover]) => ({ account, ...turnover })).sort((left, right) => (left.account < right.account ? -1 : 1));
}

/** The money at each place, all accounts of the place together. */
export function balancesByPlace(turnovers: readonly AccountTurnover[]): Readonly<Record<Place, Fen>> {
  const places = Object.fromEntries(PLACES.map((place) => [place, ZERO_FEN])) as Record<Place, Fen>;
  for (const turnover of turnovers) {
    const place = placeOf(turnover.account);
    places[place] = addFen(places[place], balanceOf(turnover));
  }
  return places;
}

/** What is wrong with the books, in words' keys: empty means that they balance. */
export interface LedgerFinding {
  readonly code: 'ledger.unbalanced' | 'ledger.overdrawn';
  readonly account: Account | null;
  readonly amountFen: Fen;
}

/** All accounts together are zero, and no place is below zero but where money comes from. */
export function findingsOf(turnovers: readonly AccountTurnover[]): readonly LedgerFinding[] {
  const findings: LedgerFinding[] = [];
  const total = sumFen(turnovers.map(balanceOf));
  if (total !== 0) findings.push({ code: 'ledger.unbalanced', account: null, amountFen: total });
  for (const turnover of turnovers) {
    const balance = balanceOf(turnover);
    if (!ORIGINS.has(placeOf(turnover.account)) && balance < 0) findings.push({ code: 'ledger.overdrawn', account: turnover.account, amountFen: balance });
  }
  return findings;
}
