import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { Benefit } from './benefit.js';

/** Keeps what talent knows of persons. */
export abstract class ProfileStore {
  /**
   * Keeps each benefit (each named once) where it is new or later than what is known. Each of them by itself: in
   * whatever order, by however many at once and however often it is done, the latest stays.
   */
  abstract keepLatest(benefits: readonly Benefit[]): Promise<void>;
  /** A person's benefits in that city, the newest period first, at most `limit`. */
  abstract benefitsOf(city: CityCode, person: PersonToken, limit: number): Promise<readonly Benefit[]>;
}
