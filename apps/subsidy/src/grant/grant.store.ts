import type { CityCode, Month, Transaction } from '@gongjiang/kernel';
import type { Grant } from './grant.js';

export abstract class GrantStore {
  abstract open(grants: readonly Grant[], transaction: Transaction): Promise<void>;
  abstract find(ids: readonly string[]): Promise<readonly Grant[]>;
  /** Streams the ids of the grants that are due in a month under these entitlements, in the order of their keys. */
  abstract due(city: CityCode, entitlements: readonly string[], month: Month): AsyncIterable<string>;
  /** Marks what is paid once as spent in a batch, so that the next one does not ask again. */
  abstract spend(ids: readonly string[], batchId: string): Promise<void>;
  /** Sets free what a batch had marked and then did not pay. */
  abstract unspend(batchId: string): Promise<void>;
}
