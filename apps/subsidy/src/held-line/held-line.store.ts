import type { CityCode } from '@gongjiang/kernel';
import type { OfPayee } from '../shared/payee-range.js';
import type { HeldLine } from './held-line.js';

export interface HeldLineQuery {
  readonly after: string | null;
  readonly limit: number;
  readonly codes?: HeldLine['codes'];
}

export abstract class HeldLineStore {
  /** Writes the held lines of a chunk. Those that are there already stay, but for what an earlier run of the same batch left behind. */
  abstract add(batchId: string, lines: readonly HeldLine[]): Promise<void>;
  /** A batch's held lines in the order of their ids; with codes, those alone that are held for one of them. */
  abstract page(city: CityCode, batchId: string, query: HeldLineQuery): Promise<readonly (HeldLine & { readonly id: string })[]>;
  abstract find(city: CityCode, id: string): Promise<HeldLine | undefined>;
  /** All of one payee's held lines, of whatever batch, in the order of their ids. */
  abstract ofPayee(of: OfPayee): Promise<readonly (HeldLine & { readonly id: string; readonly batchId: string })[]>;
  /** Takes back what was written for a chunk that no longer counts. */
  abstract discardChunk(batchId: string, chunkId: string): Promise<void>;
  abstract discardBatch(batchId: string): Promise<void>;
  abstract discardBefore(batchId: string, run: number): Promise<void>;
}
