import type { CityCode } from '@gongjiang/kernel';
import { turnoversOf, type AccountTurnover } from './balance.js';
import type { LedgerStore } from './ledger.store.js';
import { checkPosting, type Posting } from './posting.js';

/** The journal in memory: for simulation and pure tests. */
export class MemoryLedgerStore implements LedgerStore {
  private readonly postings = new Map<string, Posting>();

  async post(postings: readonly Posting[]): Promise<void> {
    for (const posting of postings) {
      const checked = checkPosting(posting);
      if (!checked.ok) throw new Error(`${checked.refusal.code} ${posting.id}`);
      if (!this.postings.has(posting.id)) this.postings.set(posting.id, posting);
    }
  }

  async turnovers(city: CityCode, batchId?: string): Promise<readonly AccountTurnover[]> {
    return turnoversOf([...this.postings.values()].filter((posting) => posting.city === city && (batchId === undefined || posting.batchId === batchId)));
  }
}
