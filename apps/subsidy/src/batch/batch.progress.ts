import type { ChunkStore } from '../chunk/chunk.store.js';
import type { PopulationStore } from '../population/population.store.js';
import type { Batch } from './batch.js';
import { progressOf, type BatchProgress } from './batch.view.js';

/** Answers how far a batch is, from the chunks of the planning run that holds. */
export class BatchProgressView {
  constructor(private readonly populations: PopulationStore, private readonly chunks: ChunkStore) {}

  async of(batch: Batch): Promise<BatchProgress> {
    const plan = await this.populations.find(batch.id, batch.calculation);
    return progressOf(plan ? await this.chunks.ofBatch(batch.id, plan.run) : []);
  }
}
