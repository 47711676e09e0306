import { ok, subtractFen, type CityCode, type Fen, type Year } from '@gongjiang/kernel';
import { budgetFen, emptyFund } from './fund.js';
import { freeShare, move } from './fund.move.js';
import type { FundResult } from './fund.reserve.js';
import type { FundStore } from './fund.store.js';

/** Gives a fund this budget at once, for specs about other things: in the books it is not. */
export function setBudget(funds: FundStore, city: CityCode, fund: string, year: Year, amountFen: Fen): Promise<FundResult> {
  return funds.change({ city, fund, year }, (found) => {
    const before = found ?? emptyFund({ city, fund, year });
    const changeFen = subtractFen(amountFen, budgetFen(before));
    return changeFen === 0 && found ? ok(found) : move(before, [{ id: `set|${before.movements.length}`, kind: 'appropriate', ...freeShare('municipal'), amountFen: changeFen }]);
  });
}
