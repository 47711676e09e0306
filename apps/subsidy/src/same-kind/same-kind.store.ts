import type { CityCode } from '@gongjiang/kernel';
import type { SameKindClaim, TakenElsewhere } from './same-kind.js';

/** Keeps the claims of all cities; the only place where cities meet. */
export abstract class SameKindStore {
  /** Claims what is free and says what another city holds. A claim that this city holds for the same due is its own. */
  abstract claim(city: CityCode, claims: readonly SameKindClaim[]): Promise<readonly TakenElsewhere[]>;
  /** Sets free what this city holds for these dues. */
  abstract free(city: CityCode, ids: readonly string[]): Promise<void>;
}
