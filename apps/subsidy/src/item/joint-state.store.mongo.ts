import { insertNew } from '@gongjiang/persistence';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';
import type { BookedRuns, JointState } from './joint-state.js';

interface JointStateDocument extends JointState {
  /** The chunk. */
  readonly _id: string;
}

/** Joint states in Mongo, one a chunk that the bank has answered: a part of how lines are kept, and of no use without them. */
export class MongoJointStates {
  private readonly states: Collection<JointStateDocument>;

  constructor(db: Db) {
    this.states = db.collection<JointStateDocument>('joint_states');
  }

  async of(chunkId: string): Promise<JointState | undefined> {
    return (await this.states.findOne({ _id: chunkId })) ?? undefined;
  }

  ofChunks(chunkIds: Iterable<string>, session?: ClientSession): Promise<ReadonlyMap<string, JointState>> {
    const ids = [...new Set(chunkIds)];
    return ids.length === 0 ? Promise.resolve(new Map()) : this.found({ _id: { $in: ids } }, session);
  }

  /** Those of a range of chunks, in their order. */
  inRange(chunkIds: { readonly $gte: string; readonly $lt?: string; readonly $lte?: string }): Promise<ReadonlyMap<string, JointState>> {
    return this.found({ _id: chunkIds });
  }

  /** From now on the chunk's lines that are due are accepted. */
  async answer(chunkId: string): Promise<void> {
    await insertNew(this.states, [{ _id: chunkId, booked: [] }]);
  }

  /** What a page books first holds; the same once more is written once. */
  async book(chunkId: string, booked: readonly BookedRuns[]): Promise<void> {
    if (booked.length === 0) return;
    await this.states.bulkWrite(booked.map((one) => ({ updateOne: { filter: { _id: chunkId, booked: { $ne: one } }, update: { $push: { booked: one } } } })), { ordered: true });
  }

  private async found(filter: Filter<JointStateDocument>, session?: ClientSession): Promise<ReadonlyMap<string, JointState>> {
    const documents = await this.states.find(filter, session ? { session } : {}).sort({ _id: 1 }).toArray();
    return new Map(documents.map((document) => [document._id, document]));
  }
}
