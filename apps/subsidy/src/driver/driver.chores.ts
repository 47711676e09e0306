import type { AccountChangeService } from '../account-change/account-change.service.js';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { Chore } from './driver.loop.js';

export interface ChorePorts {
  readonly cities: CityStore;
  readonly dates: BusinessDates;
  readonly accountChangeService: AccountChangeService;
}

/** What the business date brings about by itself, city by city. */
export function choresOf({ cities, dates, accountChangeService }: ChorePorts): readonly Chore[] {
  return [
    async () => {
      for (const { code } of cities.all()) await accountChangeService.takeEffectAll(code, await dates.today(code));
    },
  ];
}
