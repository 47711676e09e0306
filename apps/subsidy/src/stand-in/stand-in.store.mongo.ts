import type { CityCode, Day, Transaction } from '@gongjiang/kernel';
import { sessionOf } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import type { StandIn } from './stand-in.js';
import { StandInStore } from './stand-in.store.js';

type StandInDocument = Omit<StandIn, 'id'> & { readonly _id: string };

export const STAND_IN_INDEXES = { stand_ins: [{ key: { city: 1, standIn: 1, until: 1 } }, { key: { city: 1, _id: 1 } }] } as const;

export class MongoStandInStore extends StandInStore {
  private readonly standIns: Collection<StandInDocument>;

  constructor(db: Db) {
    super();
    this.standIns = db.collection<StandInDocument>('stand_ins');
  }

  async add({ id, ...rest }: StandIn, transaction: Transaction): Promise<void> {
    await this.standIns.insertOne({ _id: id, ...rest }, { session: sessionOf(transaction) });
  }

  async load(city: CityCode, id: string, transaction?: Transaction): Promise<StandIn | undefined> {
    const document = await this.standIns.findOne({ _id: id, city }, transaction ? { session: sessionOf(transaction) } : {});
    return document ? standInOf(document) : undefined;
  }

  async end({ id, endedOn }: StandIn, transaction: Transaction): Promise<void> {
    await this.standIns.updateOne({ _id: id }, { $set: { endedOn } }, { session: sessionOf(transaction) });
  }

  async of(city: CityCode, standIn: string, today: Day): Promise<readonly StandIn[]> {
    return (await this.standIns.find({ city, standIn, until: { $gte: today } }).sort({ _id: 1 }).toArray()).map(standInOf);
  }

  async page(city: CityCode, { after, limit }: { readonly after: string | null; readonly limit: number }): Promise<readonly StandIn[]> {
    return (await this.standIns.find({ city, ...(after === null ? {} : { _id: { $gt: after } }) }).sort({ _id: 1 }).limit(limit).toArray()).map(standInOf);
  }
}

function standInOf({ _id, ...rest }: StandInDocument): StandIn {
  return { id: _id, ...rest };
}
