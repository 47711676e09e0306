import { subtractFen, ZERO_FEN, type CityCode, type Day, type Fen, type Refusal, type Result, type Year } from '@gongjiang/kernel';
import { accountOf, movement } from '@gongjiang/ledger';
import type { ChangeLog } from '../shared/change-log.js';
import type { Fund } from './fund.js';
import type { FundStore } from './fund.store.js';

/** Sets budgets. (Two persons will share it with the rest of a fund's life.) */
export class FundService {
  constructor(private readonly funds: FundStore, private readonly changes: ChangeLog) {}

  /**
   * Sets a fund's budget of a year. The fund changes first, by one conditional write; the posting of the difference
   * follows and is named after the budget it leads to, so that a second try after a crash completes it.
   */
  async setBudget(by: { readonly city: CityCode; readonly actor: string; readonly on: Day }, fund: string, year: Year, budgetFen: Fen): Promise<Result<Fund, Refusal>> {
    const before = (await this.funds.find(by.city, fund, year))?.budgetFen ?? ZERO_FEN;
    const changed = await this.funds.setBudget(by.city, fund, year, budgetFen);
    if (!changed.ok || before === budgetFen) return changed;
    await this.changes.inOneWrite(async (transaction) => {
      await this.changes.post([this.appropriation(by, fund, year, { before, after: budgetFen })], transaction);
      await this.changes.record({ city: by.city, actor: by.actor, kind: 'fund.budget-set', object: `${fund}/${year}`, events: [] }, transaction);
    });
    return changed;
  }

  private appropriation(by: { readonly city: CityCode; readonly on: Day }, fund: string, year: Year, budget: { readonly before: Fen; readonly after: Fen }) {
    const fundYear = { city: by.city, fund, year };
    const [source, available] = [accountOf(fundYear, 'appropriated'), accountOf(fundYear, 'available')] as const;
    const lines = budget.after > budget.before
      ? movement(subtractFen(budget.after, budget.before), source, available)
      : movement(subtractFen(budget.before, budget.after), available, source);
    return { id: `appropriate|${by.city}/${fund}/${year}|${budget.before}-${budget.after}`, city: by.city, kind: 'appropriate' as const, batchId: null, chunkId: null, businessDate: by.on, lines };
  }
}
