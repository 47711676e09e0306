import { negateFen, type Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import type { Movement } from './fund.js';
import type { FundChange, FundMatter } from './fund-change.js';
import { freeShare } from './fund.move.js';

type About<Kind extends FundMatter['kind']> = Pick<FundChange, 'id'> & { readonly matter: Extract<FundMatter, { kind: Kind }> };

/** The movements by which a change reaches the funds. Their ids are the change's, so that doing it again moves nothing. */
export function appropriation({ id, matter }: About<'budget'>): Movement {
  return { id, kind: 'appropriate', source: matter.source, earmark: matter.earmark, amountFen: matter.changeFen };
}

/** Money goes from free share to free share, and keeps its source. */
export function takenFrom({ id, matter }: About<'transfer'>): Movement {
  return { id: `${id}|taken`, kind: 'transfer', ...freeShare(matter.source), amountFen: negateFen(matter.amountFen) };
}

export function givenTo({ id, matter }: About<'transfer'>): Movement {
  return { id: `${id}|given`, kind: 'transfer', ...freeShare(matter.source), amountFen: matter.amountFen };
}

/** What was taken and could not be given. */
export function givenBack({ id, matter }: About<'transfer'>): Movement {
  return { id: `${id}|given-back`, kind: 'transfer', ...freeShare(matter.source), amountFen: matter.amountFen };
}

export function nextYear({ city, fund, year }: FundYear): FundYear {
  return { city, fund, year: String(Number(year) + 1) as Year };
}
