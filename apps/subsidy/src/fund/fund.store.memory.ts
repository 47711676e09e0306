import type { CityCode, Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import type { Fund } from './fund.js';
import type { FundResult } from './fund.reserve.js';
import { FundStore } from './fund.store.js';

/** Funds in memory: for properties over thousands of orders. */
export class MemoryFundStore extends FundStore {
  private readonly funds = new Map<string, Fund>();

  async change(key: FundYear, work: (fund: Fund | undefined) => FundResult): Promise<FundResult> {
    const changed = work(this.funds.get(idOf(key)));
    if (changed.ok) this.funds.set(idOf(key), changed.value);
    return changed;
  }

  async find(city: CityCode, fund: string, year: Year): Promise<Fund | undefined> {
    return this.funds.get(idOf({ city, fund, year }));
  }

  async ofCity(city: CityCode): Promise<readonly Fund[]> {
    return [...this.funds.values()].filter((fund) => fund.city === city);
  }
}

function idOf({ city, fund, year }: FundYear): string {
  return `${city}/${fund}/${year}`;
}
