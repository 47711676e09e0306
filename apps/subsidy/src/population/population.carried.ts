import type { Batch } from '../batch/batch.js';
import type { BatchStore } from '../batch/batch.store.js';
import { batchOfChunk } from '../batch/batch.range.js';
import { MAX_LINES_A_CHUNK, type CarriedFrom } from '../chunk/chunk.js';
import type { ChunkStore } from '../chunk/chunk.store.js';
import type { ItemStore } from '../item/item.store.js';

export interface CarryPorts {
  readonly batches: BatchStore;
  readonly chunks: ChunkStore;
  readonly items: ItemStore;
  readonly linesAChunk?: number;
}

/** Lines for one chunk: owed from the same fund and year. */
export interface CarriedLines {
  readonly carriedFrom: CarriedFrom;
  readonly itemIds: readonly string[];
}

/** The lines that were put right and ride on with a batch, by the fund and year that they are owed from. */
export async function* carriedLines(ports: CarryPorts, batch: Batch): AsyncIterable<CarriedLines> {
  const owedFrom = new Map<string, CarriedFrom>();
  const waiting = new Map<string, { readonly carriedFrom: CarriedFrom; itemIds: string[] }>();
  for await (const { id, chunkId } of ports.items.toCarry(batch.city, batch.entitlements)) {
    const carriedFrom = owedFrom.get(chunkId) ?? (await owedFromOf(ports, batch, chunkId));
    owedFrom.set(chunkId, carriedFrom);
    const key = `${carriedFrom.fund}/${carriedFrom.year}`;
    const lines = waiting.get(key) ?? { carriedFrom, itemIds: [] };
    lines.itemIds.push(id);
    waiting.set(key, lines);
    if (lines.itemIds.length === (ports.linesAChunk ?? MAX_LINES_A_CHUNK)) {
      yield lines;
      waiting.delete(key);
    }
  }
  yield* waiting.values();
}

/** A line that was carried before is still owed by the batch that owed it first. */
async function owedFromOf({ chunks, batches }: CarryPorts, { city }: Batch, chunkId: string): Promise<CarriedFrom> {
  const chunk = await chunks.find(chunkId);
  if (chunk?.carriedFrom) return chunk.carriedFrom;
  const kept = await batches.load(city, batchOfChunk(chunkId));
  if (!kept || !('fundYear' in kept.batch)) throw new Error(`A line is owed by a batch that was never submitted: ${chunkId}`);
  return { fund: kept.batch.fund, year: kept.batch.fundYear };
}
