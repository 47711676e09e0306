import type { ClientSession, Collection, Db } from 'mongodb';
import { INBOX_RETENTION_DAYS, type InboxStore } from './inbox.store.js';

interface InboxDocument {
  /** `<consumer>/<event id>` */
  readonly _id: string;
  readonly at: Date;
}

/** The inbox in the service's own database, collection `inbox`. */
export class MongoInbox implements InboxStore<ClientSession> {
  private readonly inbox: Collection<InboxDocument>;

  constructor(db: Db) {
    this.inbox = db.collection<InboxDocument>('inbox');
  }

  /** Creates the index that forgets old ids. Safe to repeat. */
  async prepare(): Promise<void> {
    await this.inbox.createIndex({ at: 1 }, { expireAfterSeconds: INBOX_RETENTION_DAYS * 86_400 });
  }

  /** An upsert and no insert: a duplicate key would abort the caller's whole transaction. */
  async once(session: ClientSession, consumer: string, eventId: string): Promise<boolean> {
    const outcome = await this.inbox.updateOne({ _id: `${consumer}/${eventId}` }, { $setOnInsert: { at: new Date() } }, { upsert: true, session });
    return outcome.upsertedCount === 1;
  }

  async onceEach(session: ClientSession, consumer: string, eventIds: readonly string[]): Promise<readonly string[]> {
    const unique = [...new Set(eventIds)];
    const keys = unique.map((id) => `${consumer}/${id}`);
    const known = await this.inbox.find({ _id: { $in: keys } }, { session, projection: { _id: 1 } }).toArray();
    const seen = new Set(known.map(({ _id }) => _id));
    const fresh = unique.filter((_, at) => !seen.has(keys[at] ?? ''));
    const at = new Date();
    if (fresh.length > 0) await this.inbox.insertMany(fresh.map((id) => ({ _id: `${consumer}/${id}`, at })), { session });
    return fresh;
  }
}
