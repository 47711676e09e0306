import { addFen, fen, subtractFen, ZERO_FEN, type Fen } from '@gongjiang/kernel';
import { balanceOf, fundYearOfAccount, placeOf, type AccountTurnover } from '@gongjiang/ledger';
import type { Fund, Source } from './fund.js';
import { ANY_ENTITLEMENT, sharesOf } from './fund.share.js';

/** What was spent on an entitlement out of one source's money; the source is null for what was paid beyond what is reserved. */
export interface Spending {
  readonly entitlement: string;
  readonly source: Source | null;
  readonly earmark: readonly string[];
  readonly paidFen: Fen;
}

/** Spending as the ledger has it, by entitlement, and by source as it was reserved: the narrowest earmark pays first. */
export function spendingOf(fund: Fund, turnovers: readonly AccountTurnover[]): readonly Spending[] {
  const shares = sharesOf(fund);
  const left = usesLeft(fund);
  return paidOf(fund, turnovers).flatMap(([entitlement, paid]) => {
    let open = paid;
    const rows: Spending[] = [];
    for (const share of shares) {
      for (const use of [`${share.key}|${entitlement}`, `${share.key}|${ANY_ENTITLEMENT}`]) {
        const taken = fen(Math.min(open, left.get(use) ?? 0));
        if (taken <= 0) continue;
        left.set(use, subtractFen(left.get(use) ?? ZERO_FEN, taken));
        open = subtractFen(open, taken);
        rows.push({ entitlement, source: share.source, earmark: share.earmark, paidFen: taken });
      }
    }
    return open > 0 ? [...rows, { entitlement, source: null, earmark: [], paidFen: open }] : rows;
  });
}

function paidOf({ city, fund, year }: Fund, turnovers: readonly AccountTurnover[]): readonly (readonly [string, Fen])[] {
  const own = turnovers.filter(({ account }) => {
    const of = fundYearOfAccount(account);
    return of.city === city && of.fund === fund && of.year === year && placeOf(account) === 'paid';
  });
  return own.map((turnover) => [turnover.account.split('/').slice(4).join('/'), balanceOf(turnover)] as const);
}

function usesLeft({ reservations }: Pick<Fund, 'reservations'>): Map<string, Fen> {
  const left = new Map<string, Fen>();
  for (const { share, entitlement, amountFen } of reservations.flatMap(({ uses }) => uses)) {
    const key = `${share}|${entitlement}`;
    left.set(key, addFen(left.get(key) ?? ZERO_FEN, amountFen));
  }
  return left;
}
