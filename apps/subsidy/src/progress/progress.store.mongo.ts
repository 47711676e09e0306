import type { Collection, Db } from 'mongodb';
import { impossible } from '@gongjiang/kernel';
import type { LineCounts } from './progress.js';
import { ProgressStore, type PhaseCount } from './progress.store.js';

type PhaseDocument = Omit<PhaseCount, 'phase'> & { readonly _id: PhaseCount['phase'] };

/** Holds all that the counts need: they are added up from the index alone. Its prefix is what the driver looks for. */
export const CHUNK_PROGRESS_INDEX = {
  key: { batchId: 1, run: 1, phase: 1, 'totals.lines': 1, 'totals.carried.lines': 1, 'outcome.rejected.lines': 1, 'outcome.unpaid.lines': 1 }, name: 'progress',
} as const;

export class MongoProgressStore extends ProgressStore {
  private readonly chunks: Collection;

  constructor(db: Db) {
    super();
    this.chunks = db.collection('chunks');
  }

  async counts(batchId: string, run: number): Promise<LineCounts> {
    return this.phases(batchId, run).then((phases) => phases.reduce(added, { done: 0, failed: 0, unpaid: 0, left: 0 }));
  }

  /** Whether a query is answered from its index alone shows in its plan: the test asks for that. */
  explain(batchId: string, run: number): Promise<unknown> {
    return this.aggregate(batchId, run).explain('executionStats');
  }

  async phases(batchId: string, run: number): Promise<readonly PhaseCount[]> {
    return (await this.aggregate(batchId, run).toArray()).map(({ _id: phase, ...counts }) => ({ phase, ...counts }));
  }

  private aggregate(batchId: string, run: number) {
    // Those for the bank: new ones, and those that are carried.
    const lines = { $sum: { $add: [{ $ifNull: ['$totals.lines', 0] }, { $ifNull: ['$totals.carried.lines', 0] }] } };
    const group = { _id: '$phase', chunks: { $sum: 1 }, lines, failed: { $sum: '$outcome.rejected.lines' }, unpaid: { $sum: '$outcome.unpaid.lines' } };
    return this.chunks.aggregate<PhaseDocument>([{ $match: { batchId, run } }, { $group: group }], { hint: CHUNK_PROGRESS_INDEX.name });
  }
}

function added(counts: LineCounts, { phase, lines, failed, unpaid }: PhaseCount): LineCounts {
  switch (phase) {
    case 'planned': case 'calculated': case 'instructed': return { ...counts, left: counts.left + lines };
    case 'answered': case 'settled':
      return { ...counts, done: counts.done + lines - failed - unpaid, failed: counts.failed + failed, unpaid: counts.unpaid + unpaid };
    default: return impossible(phase);
  }
}
