import type { MongoInbox } from '@gongjiang/messaging';
import { inTransaction, type MongoConnection } from '@gongjiang/persistence';
import { benefitIdOf, foldBenefits, type PaymentEvent } from './benefit.js';
import type { MongoProfileStore } from './profile.store.mongo.js';

/** Names this consumer in the inbox. */
const CONSUMER = 'profile-benefits';

/** Builds profiles from what others tell. */
export class ProfileService {
  constructor(private readonly connection: MongoConnection, private readonly inbox: MongoInbox, private readonly profiles: MongoProfileStore) {}

  /** Takes payments in, all of them or none; those seen before change nothing. */
  async takePayments(events: readonly PaymentEvent[]): Promise<void> {
    await inTransaction(this.connection, async (session) => {
      const fresh = new Set(await this.inbox.onceEach(session, CONSUMER, events.map(({ id }) => id)));
      const news = events.filter(({ id }) => fresh.has(id));
      if (news.length === 0) return;
      const known = await this.profiles.benefits(session, news.map(benefitIdOf));
      await this.profiles.keep(session, foldBenefits(known, news));
    });
  }
}
