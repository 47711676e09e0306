import type { CityCode } from '@gongjiang/kernel';
import { auditBlocks, blockKey } from '@gongjiang/security';
import type { Db } from 'mongodb';
import type { HeadOut } from './went-out.js';

/** Longer than an election: whoever is no primary any more knows it by then. */
const PRIMARY_WITHIN_MS = 15_000;

/** The heads of the record as this database has them. */
export class RecordHeads {
  constructor(private readonly db: Db) {}

  async last(city: CityCode): Promise<HeadOut | undefined> {
    const [block] = await auditBlocks(this.db).find({ _id: { $gt: blockKey(city, 0), $lt: `${city}/~` } }).sort({ _id: -1 }).limit(1).toArray();
    return block && { city, number: block.number, head: block.head, at: new Date(block.sealedAt) };
  }

  /** Answers only once the member that is asked is sure that it is the primary: one that is none any more may answer from a while ago. */
  async fromPrimary(): Promise<void> {
    await auditBlocks(this.db).findOne({ _id: 'none' }, { readConcern: { level: 'linearizable' }, maxTimeMS: PRIMARY_WITHIN_MS });
  }

  async isKnown({ city, number, head }: Pick<HeadOut, 'city' | 'number' | 'head'>): Promise<boolean> {
    return (await auditBlocks(this.db).findOne({ _id: blockKey(city, number) }))?.head === head;
  }
}
