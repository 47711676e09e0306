import type { CityCode } from '@gongjiang/kernel';
import type { AccountTurnover } from './balance.js';
import type { Posting } from './posting.js';

/** Keeps the journal. A posting that is there already (by id) is taken as posted; one that does not balance is a bug and throws. */
export interface LedgerStore {
  post(postings: readonly Posting[]): Promise<void>;
  turnovers(city: CityCode, batchId?: string): Promise<readonly AccountTurnover[]>;
}
