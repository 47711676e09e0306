import type { FundYear } from '@gongjiang/ledger';
import type { Batch } from '../batch/batch.js';
import { fundYearOf } from '../batch/batch.posting.js';
import type { Chunk } from './chunk.js';

/** The fund and budget year that a chunk's lines are owed from: the batch's, or for carried lines those of the batch that first owed them. */
export function fundYearOfChunk(batch: Extract<Batch, { fundYear: unknown }>, { carriedFrom }: Pick<Chunk, 'carriedFrom'>): FundYear {
  return carriedFrom ? { city: batch.city, ...carriedFrom } : fundYearOf(batch);
}
