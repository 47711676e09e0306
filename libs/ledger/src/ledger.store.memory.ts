import { groupBy, sumFen, type CityCode, type Fen } from '@gongjiang/kernel';
import { turnoversOf, type AccountTurnover } from './balance.js';
import type { LedgerStore, LedgerSum, PostedSum, UnbalancedPosting } from './ledger.store.js';
import { checkPosting, type Posting, type PostingLine } from './posting.js';

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
    return turnoversOf(this.of(city).filter((posting) => batchId === undefined || posting.batchId === batchId));
  }

  async sums(city: CityCode): Promise<readonly LedgerSum[]> {
    const groups = groupBy(this.of(city), ({ batchId, kind }) => JSON.stringify([batchId, kind]));
    return [...groups.values()].flatMap((group) => turnoversOf(group).map((turnover) => ({ ...turnover, batchId: group[0]?.batchId ?? null, kind: (group[0] as Posting).kind })));
  }

  async postedOf(city: CityCode, batchId: string): Promise<readonly PostedSum[]> {
    return this.of(city).filter((posting) => posting.batchId === batchId).map(({ id, kind, chunkId, lines }) => ({ id, kind, chunkId, amountFen: sideOf(lines, 'debit') }));
  }

  async *ofNoBatch(city: CityCode): AsyncIterable<Posting> {
    yield* this.of(city).filter(({ batchId }) => batchId === null);
  }

  async unbalanced(city: CityCode, most: number): Promise<readonly UnbalancedPosting[]> {
    return this.of(city).map(({ id, lines }) => ({ id, debitFen: sideOf(lines, 'debit'), creditFen: sideOf(lines, 'credit') })).filter(({ debitFen, creditFen }) => debitFen !== creditFen).slice(0, most);
  }

  private of(city: CityCode): readonly Posting[] {
    return [...this.postings.values()].filter((posting) => posting.city === city);
  }
}

function sideOf(lines: readonly PostingLine[], side: PostingLine['side']): Fen {
  return sumFen(lines.filter((line) => line.side === side).map(({ amountFen }) => amountFen));
}
