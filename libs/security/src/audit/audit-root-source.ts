import type { CityCode } from '@gongjiang/kernel';
import type { ChunkRoot } from './audit-chain.js';

/** Bulk work whose receipts enter the chain by their root: it is asked, so that it need not wait for the chain. */
export interface RootSource {
  /** The cities that have roots not yet sealed. */
  citiesWaiting(): Promise<readonly CityCode[]>;
  /** Roots of a city not yet sealed, in the order of their ids. */
  next(city: CityCode, limit: number): Promise<readonly ChunkRoot[]>;
  /** Marks them as sealed in a block. Safe to repeat. */
  markSealed(city: CityCode, block: number, ids: readonly string[]): Promise<void>;
}

/** A receipt as it is kept: its id is the SHA-256 of its text. */
export interface KeptReceipt {
  readonly id: string;
  readonly json: string;
}

/** A chunk's receipts as they are kept now, for verification and for proofs. */
export interface KeptChunk {
  /** The root that the chunk itself states. */
  readonly root: string;
  /** The block that it is marked for. */
  readonly block: number | null;
  /** In their order; undefined where they cannot be read any more. */
  readonly receipts: readonly KeptReceipt[] | undefined;
}

/** Where the receipts behind sealed roots are kept. */
export interface ReceiptShelf {
  kept(chunkId: string): Promise<KeptChunk | undefined>;
  /** The chunks that are marked as sealed in this block. */
  markedFor(city: string, block: number): Promise<readonly string[]>;
}
