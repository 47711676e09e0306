import type { CityCode } from '@gongjiang/kernel';
import type { HeldLine } from './held-line.js';

export abstract class HeldLineStore {
  /** Writes the held lines of a chunk; those that are there already stay. */
  abstract add(batchId: string, lines: readonly HeldLine[]): Promise<void>;
  abstract page(city: CityCode, batchId: string, query: { readonly after: string | null; readonly limit: number }): Promise<readonly (HeldLine & { readonly id: string })[]>;
  abstract discardBatch(batchId: string): Promise<void>;
  abstract discardBefore(batchId: string, run: number): Promise<void>;
}
