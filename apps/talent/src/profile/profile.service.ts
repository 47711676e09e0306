import { latestBenefits, type PaymentEvent } from './benefit.js';
import type { ProfileStore } from './profile.store.js';

/** Builds profiles from what others tell. */
export class ProfileService {
  constructor(private readonly profiles: ProfileStore) {}

  /** Takes payments in. Where it is interrupted, all of them come again: what was taken in already changes nothing. */
  async takePayments(events: readonly PaymentEvent[]): Promise<void> {
    await this.profiles.keepLatest(latestBenefits(events));
  }
}
