import type { Transaction } from '@gongjiang/kernel';
import type { Batch } from '../batch/batch.js';
import type { Grant } from './grant.js';

export abstract class GrantStore {
  abstract open(grants: readonly Grant[], transaction: Transaction): Promise<void>;
  abstract find(ids: readonly string[]): Promise<readonly Grant[]>;
  /** Streams the ids of the grants that are due in a batch's month under its entitlements, in the order of their keys. */
  abstract due(batch: Pick<Batch, 'id' | 'city' | 'entitlements' | 'period'>): AsyncIterable<string>;
  /** Marks what is paid once as spent by a chunk that made a line of it, so that the next batch does not ask again. */
  abstract spend(ids: readonly string[], chunkId: string): Promise<void>;
  /** Sets free what earlier planning runs of a batch had marked. */
  abstract unspendBefore(batchId: string, run: number): Promise<void>;
  /** Sets free what a chunk that no longer counts had marked. */
  abstract unspendChunk(chunkId: string): Promise<void>;
  /** Sets free what a cancelled batch had marked. */
  abstract unspendBatch(batchId: string): Promise<void>;
}
