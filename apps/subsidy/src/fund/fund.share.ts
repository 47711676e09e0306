import { addFen, fen, subtractFen, sumFen, ZERO_FEN, type Fen } from '@gongjiang/kernel';
import { BUDGET_SOURCES, recoveredFen, type Fund, type Share, type Source, type Use } from './fund.js';

/** What a share has, and how much of it batches use. */
export interface ShareBalance extends Share {
  readonly key: string;
  readonly budgetFen: Fen;
  readonly usedFen: Fen;
}

/** Money that an entitlement needs; `ANY_ENTITLEMENT` where it is not known for which: it takes from shares without an earmark. */
export interface Need {
  readonly entitlement: string;
  readonly amountFen: Fen;
}
export const ANY_ENTITLEMENT = '*';

const SOURCE_ORDER: readonly Source[] = [...BUDGET_SOURCES, 'recovered'];

export function shareKey({ source, earmark }: Share): string {
  return earmark.length === 0 ? source : `${source}(${[...earmark].sort().join(',')})`;
}

/** The fund's shares, the narrowest earmark first: in this order they are used, so that what may pay for less is spent before what may pay for more. */
export function sharesOf(fund: Pick<Fund, 'movements' | 'recoveries' | 'reservations'>): readonly ShareBalance[] {
  const shares = new Map<string, Share & { budgetFen: Fen }>();
  const add = ({ source, earmark }: Share, amountFen: Fen): void => {
    const key = shareKey({ source, earmark });
    shares.set(key, { source, earmark, budgetFen: addFen(shares.get(key)?.budgetFen ?? ZERO_FEN, amountFen) });
  };
  for (const movement of fund.movements) add(movement, movement.amountFen);
  if (fund.recoveries.length > 0) add({ source: 'recovered', earmark: [] }, recoveredFen(fund));
  const used = new Map<string, Fen>();
  for (const { share, amountFen } of fund.reservations.flatMap(({ uses }) => uses)) used.set(share, addFen(used.get(share) ?? ZERO_FEN, amountFen));
  return [...shares].map(([key, share]) => ({ key, ...share, usedFen: used.get(key) ?? ZERO_FEN })).sort((left, right) => breadth(left) - breadth(right) || orderOf(left) - orderOf(right) || (left.key < right.key ? -1 : 1));
}

export function leftOf({ budgetFen, usedFen }: ShareBalance): Fen {
  return subtractFen(budgetFen, usedFen);
}

export function mayPay({ earmark }: Share, entitlement: string): boolean {
  return earmark.length === 0 || earmark.includes(entitlement);
}

/** True where two earmarks name some entitlement both, and each one that the other does not: it would not be plain which share pays first. */
export function earmarksCross(left: readonly string[], right: readonly string[]): boolean {
  const both = left.filter((entitlement) => right.includes(entitlement)).length;
  return both > 0 && both < left.length && both < right.length;
}

/**
 * Spreads needs over the shares; undefined where some need finds no money that may pay for it. Since earmarks lie within
 * one another or apart, the narrowest first finds a way wherever there is one.
 */
export function spread(shares: readonly ShareBalance[], needs: readonly Need[]): readonly Use[] | undefined {
  const left = new Map(shares.map((share) => [share.key, leftOf(share)]));
  const uses: Use[] = [];
  for (const need of needs) {
    let missing = need.amountFen;
    for (const share of shares.filter((candidate) => mayPay(candidate, need.entitlement))) {
      const takenFen = fen(Math.min(missing, left.get(share.key) ?? 0));
      if (takenFen <= 0) continue;
      uses.push({ share: share.key, entitlement: need.entitlement, amountFen: takenFen });
      left.set(share.key, subtractFen(left.get(share.key) ?? ZERO_FEN, takenFen));
      missing = subtractFen(missing, takenFen);
    }
    if (missing > 0) return undefined;
  }
  return uses;
}

/** The needs that come to this sum: what is named and what is not; of more than the sum, what comes first. */
export function needsOf(amountFen: Fen, named: readonly Need[]): readonly Need[] {
  let left = amountFen;
  const needs = named.map(({ entitlement, amountFen: wanted }) => {
    const taken = fen(Math.min(wanted, left));
    left = subtractFen(left, taken);
    return { entitlement, amountFen: taken };
  });
  return [...needs, { entitlement: ANY_ENTITLEMENT, amountFen: left }].filter((need) => need.amountFen > 0);
}

/** Uses cut down to this sum: the broadest shares are set free first, since they may pay for the most. */
export function cutTo(amountFen: Fen, uses: readonly Use[], shares: readonly ShareBalance[]): readonly Use[] {
  const rank = new Map(shares.map(({ key }, at) => [key, at]));
  let surplus = subtractFen(sumFen(uses.map((use) => use.amountFen)), amountFen);
  const kept = [...uses].sort((left, right) => (rank.get(right.share) ?? 0) - (rank.get(left.share) ?? 0)).map((use) => {
    const freed = fen(Math.min(surplus, use.amountFen));
    surplus = subtractFen(surplus, freed);
    return { ...use, amountFen: subtractFen(use.amountFen, freed) };
  });
  return kept.filter((use) => use.amountFen > 0).reverse();
}

function breadth({ earmark }: Share): number {
  return earmark.length === 0 ? Number.MAX_SAFE_INTEGER : earmark.length;
}

function orderOf({ source }: Share): number {
  return SOURCE_ORDER.indexOf(source);
}
