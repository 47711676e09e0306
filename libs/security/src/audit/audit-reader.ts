import type { AuditBlock } from './audit-chain.js';
import type { RecordedEntry } from './audit-entry.js';

/** An entry as it stands in the database now. Somebody may have altered it: only its id is certain. */
export interface KeptEntry {
  readonly id: string;
  readonly entry: RecordedEntry;
  /** The block that it is marked for; null where it waits for one. */
  readonly block: unknown;
}

/** A block as it stands in the database now, under the number of its key. */
export interface KeptBlock {
  readonly number: number;
  readonly read: { readonly ok: true; readonly block: AuditBlock } | { readonly ok: false; readonly fault: string };
}

/** What a verification reads: in pieces, so that its memory does not grow with the chain. */
export interface ChainReader {
  /** Every city that has a block or an entry. */
  cities(): Promise<readonly string[]>;
  /** The blocks in the order of their numbers. */
  blocks(city: string): AsyncIterable<KeptBlock>;
  hasBlock(city: string, number: number): Promise<boolean>;
  /** The entries that are marked for this block. */
  markedFor(city: string, number: number): Promise<readonly KeptEntry[]>;
  /** These entries, whatever city or block they say. */
  entriesById(ids: readonly string[]): Promise<readonly KeptEntry[]>;
  /** What the city's entries are marked for, each mark once. */
  marks(city: string): Promise<readonly unknown[]>;
  /** Some of the entries with this mark, whatever it is. */
  entriesWithMark(city: string, mark: unknown): Promise<readonly KeptEntry[]>;
  unsealed(city: string): AsyncIterable<KeptEntry>;
}
