import type { BatchStore } from '../batch/batch.store.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import { ON_THEIR_WAY } from './on-their-way.js';

interface SignPorts {
  readonly batches: BatchStore;
  readonly cities: CityStore;
  readonly dates: BusinessDates;
}

/** Answers a text that is another one once an officer has acted, a batch has gone a step on, or a city's date has moved. */
export type Signs = () => Promise<string>;

/** Two of the smallest questions, however many cities there are: they are asked many times a second, where a look at every batch is not. */
export function signsOf({ batches, cities, dates }: SignPorts): Signs {
  return async () => {
    const [versions, days] = await Promise.all([batches.versionsIn(ON_THEIR_WAY), dates.todays(cities.all().map(({ code }) => code))]);
    return [...versions, ...days].join(' ');
  };
}
