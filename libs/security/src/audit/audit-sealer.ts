import type { CityCode, Clock } from '@gongjiang/kernel';
import { MAX_BLOCK_CHUNKS, MAX_BLOCK_ENTRIES, sealBlock, type AuditBlock } from './audit-chain.js';
import type { ChainStore } from './audit-chain.store.js';
import type { RootSource } from './audit-root-source.js';

export interface SealerParts {
  readonly chain: ChainStore;
  readonly roots: RootSource;
  readonly clock: Clock;
  /** Entries of a block at most: 1,000 where absent. */
  readonly maxEntries?: number;
}

/**
 * Seals what waits, city by city. It never stands in a command's way: entries are there already, committed with their
 * change, and it takes them afterwards.
 *
 * It may die at any step, and two may run at once. A block's key is its number, so only one can follow on another; and
 * nothing new is sealed before the last block's entries and chunks carry their mark, so nothing enters twice.
 */
export class AuditSealer {
  /** Blocks whose marks this process has seen done, by city: it need not do them again. */
  private readonly marked = new Map<CityCode, number>();

  constructor(private readonly parts: SealerParts) {}

  /** The cities that have something to seal. */
  async cities(): Promise<readonly CityCode[]> {
    const [ofEntries, ofRoots] = await Promise.all([this.parts.chain.citiesWaiting(), this.parts.roots.citiesWaiting()]);
    return [...new Set([...ofEntries, ...ofRoots])].sort();
  }

  /** Seals one block of a city. Answers how much entered it: zero where nothing waits, or where another sealer came first. */
  async sealNext(city: CityCode): Promise<number> {
    const { chain, roots, clock } = this.parts;
    const last = await chain.last(city);
    if (last) await this.mark(last);
    const [entries, chunkRoots] = await Promise.all([
      chain.waiting(city, this.parts.maxEntries ?? MAX_BLOCK_ENTRIES),
      roots.next(city, MAX_BLOCK_CHUNKS),
    ]);
    if (entries.length + chunkRoots.length === 0) return 0;
    const block = sealBlock({ city, previous: last ?? null, entries, chunkRoots, sealedAt: clock.now() });
    if (!(await chain.append(block))) return 0;
    await this.mark(block);
    return entries.length + chunkRoots.length;
  }

  private async mark(block: AuditBlock): Promise<void> {
    if (this.marked.get(block.city) === block.number) return;
    await this.parts.chain.mark(block);
    await this.parts.roots.markSealed(block.city, block.number, block.chunkRoots.map(({ id }) => id));
    this.marked.set(block.city, block.number);
  }
}
