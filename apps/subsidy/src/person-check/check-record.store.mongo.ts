import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import { Binary, type Collection, type Db } from 'mongodb';
import { CheckRecordStore, type CheckRecord } from './check-record.store.js';

interface RecordsDocument { readonly _id: string; readonly city: CityCode; readonly records: Binary }

/** Records in Mongo: one document a chunk, packed, never changed. */
export class MongoCheckRecordStore extends CheckRecordStore {
  private readonly kept: Collection<RecordsDocument>;

  constructor(db: Db) {
    super();
    this.kept = db.collection<RecordsDocument>('person_check_records');
  }

  async keep(city: CityCode, chunkId: string, records: readonly CheckRecord[]): Promise<readonly CheckRecord[]> {
    const packed = new Binary(deflateRawSync(JSON.stringify(records), { level: 1 }));
    const added = await insertNew(this.kept, [{ _id: chunkId, city, records: packed }]);
    return added === 1 ? records : ((await this.find(city, chunkId)) as readonly CheckRecord[]);
  }

  async find(city: CityCode, chunkId: string): Promise<readonly CheckRecord[] | undefined> {
    const document = await this.kept.findOne({ _id: chunkId, city });
    return document ? (JSON.parse(inflateRawSync(document.records.buffer).toString('utf8')) as readonly CheckRecord[]) : undefined;
  }
}
