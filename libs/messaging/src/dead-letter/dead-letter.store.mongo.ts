import type { Collection, Db, Filter } from 'mongodb';
import type { DeadLetter } from './dead-letter.js';
import type { DeadLetterFilter, DeadLetterStore } from './dead-letter.store.js';

type DeadLetterDocument = Omit<DeadLetter, 'id'> & { readonly _id: string; readonly replayedAt?: Date; readonly resolvedAt?: Date };

/** The letters in the consuming service's own database, collection `dead_letters`. They are kept until someone removes them. */
export class MongoDeadLetters implements DeadLetterStore {
  private readonly letters: Collection<DeadLetterDocument>;

  constructor(db: Db) {
    this.letters = db.collection<DeadLetterDocument>('dead_letters');
  }

  /** Creates the index of the list. Safe to repeat. */
  async prepare(): Promise<void> {
    await this.letters.createIndex({ status: 1, at: 1 });
  }

  async keep(letter: DeadLetter): Promise<void> {
    const { id, status, error, attempts, ...first } = letter;
    await this.letters.updateOne({ _id: id }, { $setOnInsert: first, $set: { status, error }, $inc: { attempts } }, { upsert: true });
  }

  async list(filter: DeadLetterFilter): Promise<readonly DeadLetter[]> {
    const documents = await this.letters.find(queryOf(filter)).sort({ at: 1, _id: 1 }).limit(filter.limit).toArray();
    return documents.map(({ _id, replayedAt: _replayedAt, resolvedAt: _resolvedAt, ...letter }) => ({ id: _id, ...letter }));
  }

  async markReplayed(id: string, at: Date): Promise<void> {
    await this.letters.updateOne({ _id: id }, { $set: { status: 'replayed', replayedAt: at } });
  }

  async markResolved(id: string, at: Date): Promise<void> {
    await this.letters.updateOne({ _id: id }, { $set: { status: 'resolved', resolvedAt: at } });
  }
}

function queryOf({ status, type, ids }: DeadLetterFilter): Filter<DeadLetterDocument> {
  return {
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
  };
}
