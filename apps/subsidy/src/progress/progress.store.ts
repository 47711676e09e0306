import type { ChunkPhase } from '../chunk/chunk.js';
import type { LineCounts } from './progress.js';

/** The chunks that are in one phase, and their lines for the bank. */
export interface PhaseCount {
  readonly phase: ChunkPhase;
  readonly chunks: number;
  readonly lines: number;
  /** Of the lines: refused by the bank for good. */
  readonly failed: number;
  /** Of the lines: never sent. */
  readonly unpaid: number;
}

/** Counts over the chunks of a planning run, without reading one of them. */
export abstract class ProgressStore {
  abstract phases(batchId: string, run: number): Promise<readonly PhaseCount[]>;
  abstract counts(batchId: string, run: number): Promise<LineCounts>;
}
