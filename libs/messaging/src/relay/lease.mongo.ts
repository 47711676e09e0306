import { isDuplicateKey } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Lease } from './lease.js';

interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

export interface LeaseTerms {
  readonly name: string;
  /** Differs for each process. */
  readonly holder: string;
  /** A successor starts this long after its predecessor was killed: 10 s where absent. */
  readonly durationMs?: number;
}

/** A lease in the collection `leases`. The database's clock decides, so that no process's clock can. */
export class MongoLease implements Lease {
  private readonly leases: Collection<LeaseDocument>;
  private readonly durationMs: number;
  private heldUntilMs = 0;

  constructor(db: Db, private readonly terms: LeaseTerms) {
    this.leases = db.collection<LeaseDocument>('leases');
    this.durationMs = terms.durationMs ?? 10_000;
  }

  /** Asks the database only when a third of the time is over: idle relays stay cheap. */
  async hold(): Promise<boolean> {
    const startedMs = performance.now();
    if (startedMs < this.heldUntilMs - (this.durationMs * 2) / 3) return true;
    const isTaken = await this.take();
    this.heldUntilMs = isTaken ? startedMs + this.durationMs : 0;
    return isTaken;
  }

  isHeld(): boolean {
    return performance.now() < this.heldUntilMs;
  }

  async release(): Promise<void> {
    this.heldUntilMs = 0;
    await this.leases.deleteOne({ _id: this.terms.name, holder: this.terms.holder });
  }

  /** One pipeline update, since an upsert cannot compare with the database's clock in its filter. */
  private async take(): Promise<boolean> {
    const { name, holder } = this.terms;
    const until = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.durationMs } };
    const isFree = { $or: [{ $eq: ['$holder', holder] }, { $lte: [{ $ifNull: ['$until', '$$NOW'] }, '$$NOW'] }] };
    const taken = { $cond: [isFree, { holder, until }, { holder: '$holder', until: '$until' }] };
    try {
      const lease = await this.leases.findOneAndUpdate({ _id: name }, [{ $replaceWith: { $mergeObjects: ['$$ROOT', taken] } }], { upsert: true, returnDocument: 'after' });
      return lease?.holder === holder;
    } catch (error) {
      if (isDuplicateKey(error)) return false; // Another process made the first lease at this very moment.
      throw error;
    }
  }
}
