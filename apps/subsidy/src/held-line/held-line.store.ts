import type { CityCode } from '@gongjiang/kernel';
import type { HeldLine } from './held-line.js';

export abstract class HeldLineStore {
  /** Writes the held lines of a chunk. Those that are there already stay, but for what an earlier run of the same batch left behind. */
  abstract add(batchId: string, lines: readonly HeldLine[]): Promise<void>;
  abstract page(city: CityCode, batchId: string, query: { readonly after: string | null; readonly limit: number }): Promise<readonly (HeldLine & { readonly id: string })[]>;
  /** Takes back what was written for a chunk that no longer counts. */
  abstract discardChunk(batchId: string, chunkId: string): Promise<void>;
  abstract discardBatch(batchId: string): Promise<void>;
  abstract discardBefore(batchId: string, run: number): Promise<void>;
}
