import type { CloudEvent } from '@gongjiang/contracts';
import type { ClientSession, Collection, Db } from 'mongodb';
import { OUTBOX_COLLECTION, outboxDocumentsOf, type OutboxDocument } from './outbox.documents.js';
import type { OutboxStore, WaitingEvent } from './outbox.store.js';

/** The outbox in the service's own database. */
export class MongoOutbox implements OutboxStore<ClientSession> {
  private readonly outbox: Collection<OutboxDocument>;

  constructor(private readonly db: Db) {
    this.outbox = db.collection<OutboxDocument>(OUTBOX_COLLECTION);
  }

  /** Creates the indexes: the order of carrying, and the age of the oldest. Safe to repeat. */
  async prepare(): Promise<void> {
    await this.outbox.createIndexes([{ key: { aggregate: 1, sequence: 1, position: 1 } }, { key: { at: 1 } }]);
  }

  async append(session: ClientSession, events: readonly CloudEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.outbox.insertMany(outboxDocumentsOf(events), { session });
  }

  /**
   * Reads one snapshot. A plain cursor may meet a later version and miss an earlier one that was committed
   * behind it; in a snapshot an aggregate's versions are always there from the first one waiting.
   */
  async next(limit: number): Promise<readonly WaitingEvent[]> {
    const session = this.db.client.startSession({ snapshot: true });
    try {
      const documents = await this.outbox.find({}, { session }).sort({ aggregate: 1, sequence: 1, position: 1 }).limit(limit).toArray();
      return documents.map(({ _id, topic, key, event }) => ({ id: _id, topic, key, value: event }));
    } finally {
      await session.endSession();
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.outbox.deleteMany({ _id: { $in: [...ids] } }, { writeConcern: { w: 'majority' } });
  }

  async waiting(): Promise<{ count: number; oldestAt: Date | null }> {
    const count = await this.outbox.countDocuments();
    const oldest = count === 0 ? null : await this.outbox.find().sort({ at: 1 }).limit(1).next();
    return { count, oldestAt: oldest?.at ?? null };
  }
}
