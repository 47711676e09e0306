import { refuse, type CityCode, type Fen, type Year } from '@gongjiang/kernel';
import type { FundYear } from '@gongjiang/ledger';
import { emptyFund, type Fund, type Movement, type ReservationKey } from './fund.js';
import { move } from './fund.move.js';
import { free, keepOnly, recover, reserve, type FundResult } from './fund.reserve.js';
import type { Need } from './fund.share.js';

/** Keeps funds. Each change is one conditional write of one document, and no transaction: two batches at once cannot overdraw it. */
export abstract class FundStore {
  /** Reads a fund-year, lets the work decide, and writes what it made of it; again, where another was first. Nothing is written where nothing changed. */
  abstract change(key: FundYear, work: (fund: Fund | undefined) => FundResult): Promise<FundResult>;
  abstract find(city: CityCode, fund: string, year: Year): Promise<Fund | undefined>;
  abstract ofCity(city: CityCode): Promise<readonly Fund[]>;

  /** Reserves for a batch, once: the same sum for the same calculation again is no error. Which entitlements it is for tells which earmarks may pay. */
  reserve(key: ReservationKey, amountFen: Fen, byEntitlement: readonly Need[] = []): Promise<FundResult> {
    return this.change(key, (fund) => (fund ? reserve(fund, key, amountFen, byEntitlement) : unknown(key)));
  }

  /** Leaves the batch with what it needs (0: nothing) and sets the rest free, of this calculation or an earlier one. */
  keepOnly(key: ReservationKey, amountFen: Fen): Promise<FundResult> {
    return this.change(key, (fund) => (fund ? keepOnly(fund, key, amountFen) : unknown(key)));
  }

  /** Sets free whatever a cancelled batch still holds of a fund, in any year. */
  async free(city: CityCode, fund: string, batchId: string): Promise<void> {
    const holding = (await this.ofCity(city)).filter((own) => own.fund === fund && own.reservations.some((reservation) => reservation.batchId === batchId));
    for (const own of holding) await this.change(own, (found) => (found ? free(found, batchId) : unknown(own)));
  }

  /** Money that came back by a clawback is available again, in the year in which it comes; once for its id. */
  recover(city: CityCode, fund: string, year: Year, id: string, amountFen: Fen): Promise<FundResult> {
    return this.change({ city, fund, year }, (found) => recover(found ?? emptyFund({ city, fund, year }), { id, amountFen }));
  }

  /** Moves money to or from a fund-year's shares, once for each movement's id. Who may have it done is not asked here. */
  move(key: FundYear, movements: readonly Movement[]): Promise<FundResult> {
    return this.change(key, (fund) => move(fund ?? emptyFund(key), movements));
  }
}

function unknown({ fund, year }: Pick<FundYear, 'fund' | 'year'>): FundResult {
  return refuse('fund.unknown', { fund, year });
}
