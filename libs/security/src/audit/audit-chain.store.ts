import type { CityCode } from '@gongjiang/kernel';
import type { AuditBlock, UnsealedEntry } from './audit-chain.js';

/** Where blocks are kept, and what waits for one. Blocks are only ever added. */
export interface ChainStore {
  /** The cities that have unsealed entries. */
  citiesWaiting(): Promise<readonly CityCode[]>;
  /** The city's last block. */
  last(city: CityCode): Promise<AuditBlock | undefined>;
  /** The unsealed entries that are committed, the earliest first. One that is committed later is found later. */
  waiting(city: CityCode, limit: number): Promise<readonly UnsealedEntry[]>;
  /** Adds a block, and tells others of its head, in one write. False where a block has that number already: nothing was written. */
  append(block: AuditBlock): Promise<boolean>;
  /** Marks the block's entries with its number. Safe to repeat. */
  mark(block: AuditBlock): Promise<void>;
}
