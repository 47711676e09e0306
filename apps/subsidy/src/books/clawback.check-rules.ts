import type { Fen } from '@gongjiang/kernel';
import { balanceOf, fundYearOfAccount, placeOf, type LedgerSum } from '@gongjiang/ledger';
import { compare, sumsBy, type CheckFinding } from './ledger-check.js';

/** Compares what cases have open with what the books have as claimed back: by fund, since a closed year hands it on to the next. */
export function clawbackFindings(open: ReadonlyMap<string, Fen>, sums: readonly LedgerSum[]): readonly CheckFinding[] {
  const booked = sumsBy(sums, ({ account }) => (placeOf(account) === 'claimed-back' ? fundYearOfAccount(account).fund : undefined), balanceOf);
  return [...new Set([...open.keys(), ...booked.keys()])].sort().flatMap((fund) => compare('clawback.open', fund, open.get(fund) ?? 0, booked.get(fund) ?? 0));
}
