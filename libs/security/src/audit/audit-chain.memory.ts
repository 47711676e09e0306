import type { CityCode } from '@gongjiang/kernel';
import { byTime, type AuditBlock, type ChunkRoot, type UnsealedEntry } from './audit-chain.js';
import type { ChainStore } from './audit-chain.store.js';
import { recordedEntry, type AuditEntry, type RecordedEntry } from './audit-entry.js';
import type { ChainReader, KeptBlock, KeptEntry } from './audit-reader.js';
import type { KeptChunk, KeptReceipt, ReceiptShelf, RootSource } from './audit-root-source.js';

/** An entry in memory, as it lies in the database: open to whoever has the database. */
export interface LooseEntry { id: string; entry: RecordedEntry; block: unknown }
export interface LooseChunk { city: CityCode; root: string; block: number | null; receipts: KeptReceipt[] }

/** A chain in memory, for tests of the core: what lies in it can be altered as in a database. */
export class MemoryChain implements ChainStore, ChainReader {
  entries: LooseEntry[] = [];
  chain: AuditBlock[] = [];

  append(block: AuditBlock): Promise<boolean> {
    const isTaken = this.chain.some(({ city, number }) => city === block.city && number === block.number);
    if (!isTaken) this.chain.push(block);
    return Promise.resolve(!isTaken);
  }

  /** As a command would, with its change. */
  record(entry: AuditEntry): void {
    const id = entry.id ?? `entry-${this.entries.length + 1}`;
    this.entries.push({ id, entry: recordedEntry(entry, id), block: null });
  }

  async cities(): Promise<readonly CityCode[]> {
    return [...new Set([...this.entries.map(({ entry }) => entry.city), ...this.chain.map(({ city }) => city)])];
  }

  async last(city: CityCode): Promise<AuditBlock | undefined> {
    return this.ofCity(city).at(-1);
  }

  async citiesWaiting(): Promise<readonly CityCode[]> {
    return [...new Set(this.entries.filter(({ block }) => block === null).map(({ entry }) => entry.city))];
  }

  async waiting(city: CityCode, limit: number): Promise<readonly UnsealedEntry[]> {
    return this.entries.filter(({ entry, block }) => entry.city === city && block === null).map(({ id, entry }) => ({ id, hash: entry.hash, at: entry.at })).sort(byTime).slice(0, limit);
  }

  async* unsealed(city: string): AsyncGenerator<KeptEntry> {
    yield* this.entries.filter(({ entry, block }) => entry.city === city && block === null);
  }

  async mark(block: AuditBlock): Promise<void> {
    const ids = new Set(block.entryList.map(({ id }) => id));
    for (const entry of this.entries) if (ids.has(entry.id) && entry.block === null) entry.block = block.number;
  }

  async* blocks(city: string): AsyncGenerator<KeptBlock> {
    for (const block of this.ofCity(city)) yield { number: block.number, read: { ok: true, block } };
  }

  async hasBlock(city: string, number: number): Promise<boolean> {
    return this.ofCity(city).some((block) => block.number === number);
  }

  async markedFor(city: string, number: number): Promise<readonly KeptEntry[]> {
    return this.entriesWithMark(city, number);
  }

  async entriesById(ids: readonly string[]): Promise<readonly KeptEntry[]> {
    return this.entries.filter(({ id }) => ids.includes(id));
  }

  async marks(city: string): Promise<readonly unknown[]> {
    return [...new Set(this.entries.filter(({ entry }) => entry.city === city).map(({ block }) => block))];
  }

  async entriesWithMark(city: string, mark: unknown): Promise<readonly KeptEntry[]> {
    return this.entries.filter(({ entry, block }) => entry.city === city && block === mark);
  }

  private ofCity(city: string): readonly AuditBlock[] {
    return this.chain.filter((block) => block.city === city).sort((left, right) => left.number - right.number);
  }
}

/** Chunks with their receipts in memory. */
export class MemoryChunks implements RootSource, ReceiptShelf {
  readonly chunks = new Map<string, LooseChunk>();

  async citiesWaiting(): Promise<readonly CityCode[]> {
    return [...new Set([...this.chunks.values()].filter(({ block }) => block === null).map(({ city }) => city))];
  }

  async next(city: CityCode, limit: number): Promise<readonly ChunkRoot[]> {
    return [...this.chunks].filter(([, chunk]) => chunk.city === city && chunk.block === null).map(([id, { root }]) => ({ id, root })).slice(0, limit);
  }

  async markSealed(_city: CityCode, block: number, ids: readonly string[]): Promise<void> {
    for (const id of ids) (this.chunks.get(id) as LooseChunk).block = block;
  }

  async kept(chunkId: string): Promise<KeptChunk | undefined> {
    return this.chunks.get(chunkId);
  }

  async markedFor(city: string, block: number): Promise<readonly string[]> {
    return [...this.chunks].filter(([, chunk]) => chunk.city === city && chunk.block === block).map(([id]) => id);
  }
}
