import type { CityCode } from '@gongjiang/kernel';
import type { BatchStore } from '../batch/batch.store.js';
import type { ChunkPhase } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { PopulationStore } from '../population/population.store.js';

export interface ChunksToPayPorts {
  readonly batches: BatchStore;
  readonly populations: PopulationStore;
  readonly chunks: ChunkStore;
}

/** From its approval on a batch's messages may leave. */
const MAY_LEAVE = ['approved', 'released', 'disbursing'] as const;
const NOT_ANSWERED: readonly ChunkPhase[] = ['planned', 'calculated', 'instructed'];
/** A city's largest batch has a thousand chunks. */
const MAX_CHUNKS = 10_000;

/** The chunks of which the service would send lines now, or soon. */
export async function chunksToPay({ batches, populations, chunks }: ChunksToPayPorts, city: CityCode): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { batch } of await batches.inStatus(MAY_LEAVE)) {
    const plan = batch.city === city ? await populations.find(batch.id, batch.calculation) : undefined;
    if (plan) ids.push(...(await chunks.inPhase(batch.id, plan.run, NOT_ANSWERED, MAX_CHUNKS)));
  }
  return ids;
}
