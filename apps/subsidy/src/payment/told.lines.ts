import type { Item } from '../item/item.js';
import type { ItemStore } from '../item/item.store.js';
import { TOLD_STATES } from './payment.messages.js';

/** Who is told of lines. */
export type Told = 'systems' | 'payees';

/** Chunks remembered: twice what a lane of the relay has in hand, on their way and read ahead. */
const MAX_CHUNKS = 16;

interface Reading {
  readonly by: Told;
  readonly lines: Promise<readonly Item[]>;
}

/**
 * The lines of a chunk of which somebody is told. Systems and payees are told of the same change of a chunk at nearly the
 * same time: the one takes what was read for the other, once; who asks again reads again.
 */
export class ToldLines {
  private readonly readings = new Map<string, Reading>();

  constructor(private readonly items: Pick<ItemStore, 'ofChunk'>) {}

  /** `change` counts the changes of the chunk: whatever becomes of a line later is another change. */
  of(chunkId: string, change: number, told: Told): Promise<readonly Item[]> {
    const key = `${chunkId}#${change}`;
    const reading = this.readings.get(key);
    this.readings.delete(key);
    if (reading && reading.by !== told) return reading.lines;
    const lines = this.items.ofChunk(chunkId, TOLD_STATES);
    this.readings.set(key, { by: told, lines });
    lines.catch(() => this.readings.delete(key)); // The other reads for itself.
    for (const oldest of this.readings.keys()) if (this.readings.size > MAX_CHUNKS) this.readings.delete(oldest);
    return lines;
  }
}
