import type { CityCode, Day } from '@gongjiang/kernel';
import { isDuplicateKey } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { MovableBusinessDates, type BusinessDates } from './business-date.js';

interface DateDocument {
  readonly _id: CityCode;
  readonly day: Day;
}

/** A movable date in Mongo, so that all processes of the service share it; until it is moved, the calendar's holds. */
export class MongoBusinessDates extends MovableBusinessDates {
  private readonly dates: Collection<DateDocument>;

  constructor(db: Db, private readonly calendar: BusinessDates) {
    super();
    this.dates = db.collection<DateDocument>('business_dates');
  }

  async today(city: CityCode): Promise<Day> {
    return (await this.dates.findOne({ _id: city }))?.day ?? this.calendar.today(city);
  }

  override async todays(cities: readonly CityCode[]): Promise<readonly Day[]> {
    const moved = new Map((await this.dates.find({ _id: { $in: [...cities] } }).toArray()).map(({ _id, day }) => [_id, day]));
    return Promise.all(cities.map(async (city) => moved.get(city) ?? this.calendar.today(city)));
  }

  async move(city: CityCode, to: Day): Promise<boolean> {
    try {
      await this.dates.updateOne({ _id: city, day: { $lte: to } }, { $set: { day: to } }, { upsert: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
