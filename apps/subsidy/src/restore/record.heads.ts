import type { CityCode } from '@gongjiang/kernel';
import { auditBlocks, blockKey } from '@gongjiang/security';
import type { Db } from 'mongodb';
import type { HeadOut } from './went-out.js';

/** The heads of the record as this database has them. */
export class RecordHeads {
  constructor(private readonly db: Db) {}

  async last(city: CityCode): Promise<HeadOut | undefined> {
    const [block] = await auditBlocks(this.db).find({ _id: { $gt: blockKey(city, 0), $lt: `${city}/~` } }).sort({ _id: -1 }).limit(1).toArray();
    return block && { city, number: block.number, head: block.head, at: new Date(block.sealedAt) };
  }

  async isKnown({ city, number, head }: Pick<HeadOut, 'city' | 'number' | 'head'>): Promise<boolean> {
    return (await auditBlocks(this.db).findOne({ _id: blockKey(city, number) }))?.head === head;
  }
}
