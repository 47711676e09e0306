import type { CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Binary, Collection, Db } from 'mongodb';
import { packed, unpacked } from '../shared/packed.mongo.js';
import { CheckRecordStore, type CheckRecord } from './check-record.store.js';
import { foldRecords, unfoldRecords, type FoldedRecords } from './check-records.folded.js';

interface RecordsDocument { readonly _id: string; readonly city: CityCode; readonly records: Binary }

/** Records in Mongo: one document a chunk, packed, never changed. */
export class MongoCheckRecordStore extends CheckRecordStore {
  private readonly kept: Collection<RecordsDocument>;

  constructor(db: Db) {
    super();
    this.kept = db.collection<RecordsDocument>('person_check_records');
  }

  async keep(city: CityCode, chunkId: string, records: readonly CheckRecord[]): Promise<readonly CheckRecord[]> {
    const added = await insertNew(this.kept, [{ _id: chunkId, city, records: packed(foldRecords(records)) }]);
    return added === 1 ? records : ((await this.find(city, chunkId)) as readonly CheckRecord[]);
  }

  async find(city: CityCode, chunkId: string): Promise<readonly CheckRecord[] | undefined> {
    const document = await this.kept.findOne({ _id: chunkId, city });
    return document ? unfoldRecords(unpacked<FoldedRecords>(document.records)) : undefined;
  }
}
