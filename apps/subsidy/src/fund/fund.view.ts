import { subtractFen, sumFen, type CityCode, type Fen, type Year } from '@gongjiang/kernel';
import type { LedgerStore } from '@gongjiang/ledger';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import { z } from 'zod';
import type { CityStore } from '../city/city.store.js';
import { availableFen, budgetFen, recoveredFen, type Fund } from './fund.js';
import { fundSettingsOf } from './fund.settings.js';
import { sharesOf } from './fund.share.js';
import { spendingOf } from './fund.spending.js';
import type { FundStore } from './fund.store.js';

const shownSource = z.object({ source: z.string(), earmark: z.array(z.string()), budgetFen: z.int(), reservedFen: z.int(), availableFen: z.int() });
export const shownFundSchema = z.object({
  fund: z.string(), year: z.string(), kind: z.enum(['ordinary', 'special']), status: z.enum(['open', 'closing', 'closed']),
  budgetFen: z.int(), recoveredFen: z.int(), reservedFen: z.int(), availableFen: z.int(),
  sources: z.array(shownSource), reservations: z.array(z.object({ batchId: z.string(), amountFen: z.int() })),
});
export type ShownFund = z.infer<typeof shownFundSchema>;

export const spendingSchema = z.object({
  fund: z.string(), year: z.string(), paidFen: z.int(),
  items: z.array(z.object({ entitlement: z.string(), clause: z.string(), source: z.string().nullable(), earmark: z.array(z.string()), paidFen: z.int() })),
});

/** What people ask of funds. */
export class FundView {
  constructor(private readonly funds: FundStore, private readonly ledger: LedgerStore, private readonly settings: { readonly cities: CityStore; readonly packs: PackSet }) {}

  async ofCity(city: CityCode): Promise<readonly ShownFund[]> {
    return (await this.funds.ofCity(city)).map((fund) => this.shown(fund));
  }

  async one(city: CityCode, fund: string, year: Year): Promise<ShownFund | undefined> {
    const found = await this.funds.find(city, fund, year);
    return found && this.shown(found);
  }

  /** What the books say was paid, by clause and source. */
  async spending(city: CityCode, fund: string, year: Year): Promise<z.infer<typeof spendingSchema> | undefined> {
    const found = await this.funds.find(city, fund, year);
    if (!found) return undefined;
    const rows = spendingOf(found, await this.ledger.turnovers(city));
    const items = rows.map((row) => ({ ...row, earmark: [...row.earmark], clause: this.clauseOf(row.entitlement) }));
    return { fund, year, paidFen: sumFen(rows.map((row) => row.paidFen)), items };
  }

  private shown(fund: Fund): ShownFund {
    const city = this.settings.cities.find(fund.city);
    const total: Fen = availableFen(fund);
    return {
      fund: fund.fund, year: fund.year, kind: city ? fundSettingsOf(city, fund.fund).kind : 'ordinary', status: fund.closure.status,
      budgetFen: budgetFen(fund), recoveredFen: recoveredFen(fund), reservedFen: subtractFen(budgetFen(fund), subtractFen(total, recoveredFen(fund))), availableFen: total,
      sources: sharesOf(fund).map((share) => ({ source: share.source, earmark: [...share.earmark], budgetFen: share.budgetFen, reservedFen: share.usedFen, availableFen: subtractFen(share.budgetFen, share.usedFen) })),
      reservations: fund.reservations.map(({ batchId, amountFen }) => ({ batchId, amountFen })),
    };
  }

  /** An entitlement that no pack names any more is told by itself. */
  private clauseOf(entitlement: string): string {
    return describeEntitlement(this.settings.packs, entitlement)?.clause ?? entitlement;
  }
}
