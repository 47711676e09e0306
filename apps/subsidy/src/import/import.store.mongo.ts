import type { CityCode } from '@gongjiang/kernel';
import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { ImportStore } from './import.store.js';
import type { RosterReport } from './roster.js';

type ImportDocument = RosterReport & { readonly _id: string; readonly city: CityCode };

export class MongoImportStore extends ImportStore {
  private readonly imports: Collection<ImportDocument>;

  constructor(db: Db) {
    super();
    this.imports = db.collection<ImportDocument>('imports');
  }

  async find(city: CityCode, id: string): Promise<RosterReport | undefined> {
    const document = await this.imports.findOne({ _id: id, city });
    if (!document) return undefined;
    const { rows, taken, unchanged, refused, problems } = document;
    return { rows, taken, unchanged, refused, problems };
  }

  async save(city: CityCode, id: string, report: RosterReport): Promise<void> {
    await insertNew(this.imports, [{ _id: id, city, ...report }]);
  }
}
