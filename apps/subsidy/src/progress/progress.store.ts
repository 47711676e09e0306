import type { LineCounts } from './progress.js';

/** Counts over the chunks of a planning run, without reading one of them. */
export abstract class ProgressStore {
  abstract counts(batchId: string, run: number): Promise<LineCounts>;
}
