import type { CityCode, Day, Transaction } from '@gongjiang/kernel';
import type { StandIn } from './stand-in.js';

export abstract class StandInStore {
  abstract add(standIn: StandIn, transaction: Transaction): Promise<void>;
  abstract load(city: CityCode, id: string, transaction?: Transaction): Promise<StandIn | undefined>;
  abstract end(standIn: StandIn, transaction: Transaction): Promise<void>;
  /** For whom this officer is named and whose last day has not passed. */
  abstract of(city: CityCode, standIn: string, today: Day): Promise<readonly StandIn[]>;
  abstract page(city: CityCode, query: { readonly after: string | null; readonly limit: number }): Promise<readonly StandIn[]>;
}
