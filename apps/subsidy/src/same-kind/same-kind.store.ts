import type { CityCode, Transaction } from '@gongjiang/kernel';
import type { Due } from '../item/item.js';
import type { SameKindClaim, TakenElsewhere } from './same-kind.js';

/** Keeps the claims of all cities; the only place where cities meet. */
export abstract class SameKindStore {
  /**
   * Claims what is free and says what another city, or another payee, holds. What this city (this payee) holds is its own.
   * Whoever loses a month to another city is decided anew by the next batch, should that city set it free.
   */
  abstract claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]>;
  /** What others hold of these claims, of which none is made. */
  abstract heldByOthers(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]>;
  /** Sets free what earlier planning runs of a batch claimed. */
  abstract freeBefore(batchId: string, run: number): Promise<void>;
  /** Sets free what this due claimed under this key, and nobody else's claim. */
  abstract freeDue(due: Due, id: string, transaction: Transaction): Promise<void>;
  /** Sets free what these chunks claimed, but for some dues. */
  abstract freeChunks(chunkIds: readonly string[], except: readonly Due[]): Promise<void>;
  /** Sets free what a cancelled batch claimed. */
  abstract freeBatch(batchId: string): Promise<void>;
}
