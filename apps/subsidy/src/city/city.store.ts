import type { CityCode } from '@gongjiang/kernel';
import type { City } from './city.js';

/** The cities of this installation, as their settings say. */
export abstract class CityStore {
  abstract find(code: CityCode): City | undefined;
  abstract all(): readonly City[];

  /** The city's settings. Throws where the installation has no such city: callers hold a code that was checked. */
  get(code: CityCode): City {
    const city = this.find(code);
    if (!city) throw new Error(`This installation has no settings for the city ${code}`);
    return city;
  }
}
