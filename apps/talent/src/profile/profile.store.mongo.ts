import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { ClientSession, Collection, Db } from 'mongodb';
import type { Benefit } from './benefit.js';
import { ProfileStore } from './profile.store.js';

type BenefitDocument = Omit<Benefit, 'id'> & { readonly _id: string };

/** Profiles in talent's own database. A person's benefits are found by the beginning of their ids: no index beside it. */
export class MongoProfileStore extends ProfileStore<ClientSession> {
  private readonly collection: Collection<BenefitDocument>;

  constructor(db: Db) {
    super();
    this.collection = db.collection<BenefitDocument>('benefits');
  }

  override async benefits(session: ClientSession, ids: readonly string[]): Promise<readonly Benefit[]> {
    return (await this.collection.find({ _id: { $in: [...ids] } }, { session }).toArray()).map(benefitOf);
  }

  override async keep(session: ClientSession, benefits: readonly Benefit[]): Promise<void> {
    if (benefits.length === 0) return;
    const writes = benefits.map(({ id, ...replacement }) => ({ replaceOne: { filter: { _id: id }, replacement, upsert: true } }));
    await this.collection.bulkWrite(writes, { session, ordered: false });
  }

  override async benefitsOf(city: CityCode, person: PersonToken, limit: number): Promise<readonly Benefit[]> {
    const beginning = `${city}/${person}/`;
    const found = this.collection.find({ _id: { $gte: beginning, $lt: `${beginning}\uffff` } });
    return (await found.sort({ period: -1, _id: 1 }).limit(limit).toArray()).map(benefitOf);
  }
}

function benefitOf({ _id, ...benefit }: BenefitDocument): Benefit {
  return { id: _id, ...benefit };
}
