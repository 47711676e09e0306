import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { Benefit } from './benefit.js';

/** Keeps what talent knows of persons. `Session` is the transaction that an event's id and effect share. */
export abstract class ProfileStore<Session = unknown> {
  /** Those of these benefits that are known. */
  abstract benefits(session: Session, ids: readonly string[]): Promise<readonly Benefit[]>;
  /** Writes each as it is now. */
  abstract keep(session: Session, benefits: readonly Benefit[]): Promise<void>;
  /** A person's benefits in that city, the newest period first, at most `limit`. */
  abstract benefitsOf(city: CityCode, person: PersonToken, limit: number): Promise<readonly Benefit[]>;
}
