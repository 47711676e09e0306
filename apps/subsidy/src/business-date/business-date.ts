import type { CityCode, Day } from '@gongjiang/kernel';

/** The city's own date. Deadlines, notices and periods live in it; it moves by itself in production, and by command elsewhere. */
export abstract class BusinessDates {
  abstract today(city: CityCode): Promise<Day>;

  /** The dates of all of these, in their order: for whoever looks at every city again and again. */
  async todays(cities: readonly CityCode[]): Promise<readonly Day[]> {
    return Promise.all(cities.map((city) => this.today(city)));
  }
}

/** A date that can be moved, forward only: for development and tests, never in production. */
export abstract class MovableBusinessDates extends BusinessDates {
  /** Moves the city's date; false where that would be back in time. */
  abstract move(city: CityCode, to: Day): Promise<boolean>;
}
