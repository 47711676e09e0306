import type { CityCode, PersonToken } from '@gongjiang/kernel';
import { insertAndTellKnown } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { Benefit } from './benefit.js';
import { ProfileStore } from './profile.store.js';

/** Its `_id` says whose benefit it is, and of which item. */
type BenefitDocument = Omit<Benefit, 'id' | 'city' | 'person' | 'itemId'> & { readonly _id: string };

/** Profiles in talent's own database. A person's benefits are found by the beginning of their ids: no index beside it. */
export class MongoProfileStore extends ProfileStore {
  private readonly collection: Collection<BenefitDocument>;

  constructor(db: Db) {
    super();
    this.collection = db.collection<BenefitDocument>('benefits');
  }

  override async keepLatest(benefits: readonly Benefit[]): Promise<void> {
    // Nearly all are new. A benefit that is there is never deleted, so that the others need no upsert and no reading.
    const known = await insertAndTellKnown<BenefitDocument, BenefitDocument>(this.collection, benefits.map(documentOf));
    if (known.length === 0) return;
    await this.collection.bulkWrite(known.map(({ _id, ...replacement }) => ({ replaceOne: { filter: { _id, sequence: { $lt: replacement.sequence } }, replacement } })), { ordered: false });
  }

  override async benefitsOf(city: CityCode, person: PersonToken, limit: number): Promise<readonly Benefit[]> {
    const beginning = `${city}/${person}/`;
    const found = this.collection.find({ _id: { $gte: beginning, $lt: `${beginning}\uffff` } });
    return (await found.sort({ period: -1, _id: 1 }).limit(limit).toArray()).map(benefitOf);
  }
}

function documentOf({ id, entitlement, subject, period, amountFen, status, bookedOn, batchId, sequence }: Benefit): BenefitDocument {
  return { _id: id, entitlement, subject, period, amountFen, status, bookedOn, batchId, sequence };
}

function benefitOf({ _id, ...benefit }: BenefitDocument): Benefit {
  const [city = '', person = '', ...item] = _id.split('/');
  return { id: _id, city: city as CityCode, person: person as PersonToken, itemId: item.join('/'), ...benefit };
}
