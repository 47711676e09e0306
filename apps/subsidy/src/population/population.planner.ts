import type { Batch } from '../batch/batch.js';
import { chunkIdOf } from '../batch/batch.range.js';
import type { ChunkStore, PlannedChunk } from '../chunk/chunk.store.js';
import type { GrantStore } from '../grant/grant.store.js';
import type { HeldLineStore } from '../held-line/held-line.store.js';
import type { ItemStore } from '../item/item.store.js';
import type { SameKindStore } from '../same-kind/same-kind.store.js';
import { cutIntoChunks } from './population.js';
import type { PopulationStore } from './population.store.js';

/** Chunks written at once: their populations are some 100 kB each. */
const CHUNKS_A_WRITE = 20;

export interface PlanningPorts {
  readonly populations: PopulationStore;
  readonly grants: GrantStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly heldLines: HeldLineStore;
  readonly sameKind: SameKindStore;
}

/**
 * Plans a batch that is calculating: finds its due grants, cuts them into chunks, and locks the population.
 * Interrupted anywhere, it is begun anew; nothing works on chunks before the lock.
 */
export async function planPopulation(ports: PlanningPorts, batch: Extract<Batch, { status: 'calculating' }>): Promise<void> {
  const run = await ports.populations.begin(batch.id, batch.calculation);
  if (run === undefined) return;
  await ports.items.discardBefore(batch.id, run);
  await ports.heldLines.discardBefore(batch.id, run);
  await ports.grants.unspendBefore(batch.id, run);
  if (run > 1) await ports.sameKind.freeBefore(batch.id, run);
  const count = await writeChunks(ports, batch, run);
  await ports.populations.lock(batch.id, run, count);
}

async function writeChunks(ports: PlanningPorts, batch: Batch, run: number): Promise<number> {
  let number = 0;
  let waiting: PlannedChunk[] = [];
  for await (const grantIds of cutIntoChunks(ports.grants.due(batch))) {
    number += 1;
    waiting.push({ phase: 'planned', id: chunkIdOf(batch.id, run, number), city: batch.city, batchId: batch.id, run, number, grantIds });
    if (waiting.length === CHUNKS_A_WRITE) {
      await ports.chunks.plan(waiting);
      waiting = [];
    }
  }
  await ports.chunks.plan(waiting);
  return number;
}
