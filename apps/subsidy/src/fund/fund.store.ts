import type { CityCode, Fen, Result, Year } from '@gongjiang/kernel';
import type { Fund, FundRefusalCode, ReservationKey } from './fund.js';

type FundResult = Result<Fund, { readonly code: FundRefusalCode; readonly details?: Readonly<Record<string, string | number | boolean>> }>;

/** Keeps funds. Each change is one conditional write of one document: two batches at once cannot overdraw it. */
export abstract class FundStore {
  /** Sets the year's budget; refused where less than what is reserved already. */
  abstract setBudget(city: CityCode, fund: string, year: Year, budgetFen: Fen): Promise<FundResult>;
  /** Reserves for a batch, once: the same sum for the same calculation again is no error. */
  abstract reserve(key: ReservationKey, amountFen: Fen): Promise<FundResult>;
  /** Leaves the batch with what it needs (0: nothing) and sets the rest free, of this calculation or an earlier one. */
  abstract keepOnly(key: ReservationKey, amountFen: Fen): Promise<FundResult>;
  /** Sets free whatever a cancelled batch still holds of a fund, in any year. */
  abstract free(city: CityCode, fund: string, batchId: string): Promise<void>;
  abstract find(city: CityCode, fund: string, year: Year): Promise<Fund | undefined>;
  abstract ofCity(city: CityCode): Promise<readonly Fund[]>;
}
