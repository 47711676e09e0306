import type { CityCode } from '@gongjiang/kernel';
import type { RosterReport } from './roster.js';

/** The files that were taken in, by the digest of their bytes, with their reports. */
export abstract class ImportStore {
  abstract find(city: CityCode, id: string): Promise<RosterReport | undefined>;
  abstract save(city: CityCode, id: string, report: RosterReport): Promise<void>;
}
