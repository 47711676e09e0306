import type { CityCode, Transaction, Year } from '@gongjiang/kernel';
import type { Balances } from './voucher.lines.js';
import type { Voucher } from './voucher.js';

/** What vouchers have told of a subject so far. */
export interface Told {
  readonly parts: number;
  readonly balances: Balances;
}

export abstract class VoucherStore {
  /** What was told of each subject of a city, by `<kind>/<id>`. */
  abstract told(city: CityCode): Promise<ReadonlyMap<string, Told>>;
  /** Takes the next number of a city and year; given back with the transaction. */
  abstract nextNumber(city: CityCode, year: Year, transaction: Transaction): Promise<number>;
  /** Keeps a voucher; false where another has made this part of the subject. */
  abstract keep(voucher: Voucher, transaction: Transaction): Promise<boolean>;
  abstract find(city: CityCode, id: string): Promise<Voucher | undefined>;
  abstract ofCity(city: CityCode, query: { readonly year: Year | null; readonly after: string | null; readonly limit: number }): Promise<readonly Voucher[]>;
}
