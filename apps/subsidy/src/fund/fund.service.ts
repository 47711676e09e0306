import { subtractFen, ZERO_FEN, type CityCode, type Day, type Fen, type Refusal, type Result, type Year } from '@gongjiang/kernel';
import { accountOf, movement, type Posting } from '@gongjiang/ledger';
import { isDuplicateKey } from '@gongjiang/persistence';
import type { ChangeLog } from '../shared/change-log.js';
import type { Fund } from './fund.js';
import type { FundStore } from './fund.store.js';

interface By {
  readonly city: CityCode;
  readonly actor: string;
  readonly on: Day;
  readonly source: string;
}

/** Sets budgets. (Two persons will share it with the rest of a fund's life.) */
export class FundService {
  constructor(private readonly funds: FundStore, private readonly changes: ChangeLog) {}

  /**
   * Sets a fund's budget of a year. The fund changes first, by one conditional write that numbers the change; its
   * posting is named after that number, so that the next try after a crash books what is missing, and nothing twice.
   */
  async setBudget(by: By, fund: string, year: Year, budgetFen: Fen): Promise<Result<Fund, Refusal>> {
    const changed = await this.funds.setBudget(by.city, fund, year, budgetFen);
    if (!changed.ok) return changed;
    for (const posting of appropriationsOf(changed.value, by.on)) await this.book(by, posting, `${fund}/${year}`);
    return changed;
  }

  private async book(by: By, posting: Posting, object: string): Promise<void> {
    try {
      await this.changes.inOneWrite(async (transaction) => {
        await this.changes.post([posting], transaction);
        await this.changes.record({ city: by.city, actor: by.actor, kind: 'fund.budget-set', object, source: by.source, events: [] }, transaction);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // Booked before: that is what the posting's id is for.
    }
  }
}

/** A posting for each change of the budget over the year. */
function appropriationsOf({ city, fund, year, budgets }: Fund, on: Day): readonly Posting[] {
  const [source, available] = [accountOf({ city, fund, year }, 'appropriated'), accountOf({ city, fund, year }, 'available')];
  return budgets.map((budgetFen, at) => {
    const before = budgets[at - 1] ?? ZERO_FEN;
    const lines = budgetFen > before ? movement(subtractFen(budgetFen, before), source, available) : movement(subtractFen(before, budgetFen), available, source);
    return { id: `appropriate|${city}/${fund}/${year}|${at + 1}`, city, kind: 'appropriate', batchId: null, chunkId: null, businessDate: on, lines };
  });
}
