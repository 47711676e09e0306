import { isDuplicateKey } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { PopulationStore, type Plan } from './population.store.js';

interface PlanDocument {
  readonly _id: string;
  readonly calculation: number;
  readonly run: number;
  readonly isLocked: boolean;
  readonly chunks: number;
  readonly rules: string;
  /** When its last run began. */
  readonly plannedAt: Date;
}

/** Plans in Mongo: one document a batch, changed by single conditional writes. */
export class MongoPopulationStore extends PopulationStore {
  private readonly plans: Collection<PlanDocument>;

  constructor(db: Db) {
    super();
    this.plans = db.collection<PlanDocument>('populations');
  }

  async begin(batchId: string, calculation: number, rules: string): Promise<number | undefined> {
    try {
      const begun = await this.plans.findOneAndUpdate(
        { _id: batchId, $or: [{ calculation: { $lt: calculation } }, { calculation, isLocked: false }] },
        { $inc: { run: 1 }, $set: { calculation, isLocked: false, chunks: 0, rules }, $currentDate: { plannedAt: true } },
        { upsert: true, returnDocument: 'after' },
      );
      return begun?.run;
    } catch (error) {
      // The upsert found the batch's plan locked (or newer), and could not insert a second one.
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  async lock(batchId: string, run: number, chunks: number): Promise<boolean> {
    const locked = await this.plans.updateOne({ _id: batchId, run, isLocked: false }, { $set: { isLocked: true, chunks } });
    return locked.matchedCount === 1;
  }

  async forget(batchId: string): Promise<void> {
    await this.plans.deleteOne({ _id: batchId });
  }

  async lastPlannedAt(batchIds: readonly string[]): Promise<Date | null> {
    const [last] = await this.plans.find({ _id: { $in: [...batchIds] } }).sort({ plannedAt: -1 }).limit(1).toArray();
    return last?.plannedAt ?? null;
  }

  async isPlanned(batchId: string): Promise<boolean> {
    return (await this.plans.countDocuments({ _id: batchId })) > 0;
  }

  async find(batchId: string, calculation: number): Promise<Plan | undefined> {
    const document = await this.plans.findOne({ _id: batchId, calculation });
    if (!document) return undefined;
    const { run, isLocked, chunks, rules } = document;
    return { run, isLocked, chunks, rules };
  }
}
