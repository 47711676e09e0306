import type { CityCode, Fen } from '@gongjiang/kernel';

/** What all cases of a city have open, by fund: what the books must have as claimed back. */
export abstract class OpenClaims {
  abstract byFund(city: CityCode): Promise<ReadonlyMap<string, Fen>>;
}
