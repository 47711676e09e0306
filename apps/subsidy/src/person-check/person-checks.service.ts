import type { CityCode } from '@gongjiang/kernel';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { PersonStore } from '../person/person.store.js';
import type { CheckRecord, CheckRecordStore } from './check-record.store.js';
import type { CheckRegistry } from './check-registry.js';
import type { PersonAnswerStore } from './person-answer.store.js';
import { codesOf, examiner } from './person-check.js';
import { findingKey, PersonChecks, type AskedMonths, type Findings, type Holdings } from './person-checks.js';
import { inquire } from './registry-inquiry.service.js';

export interface CheckPorts {
  readonly cities: CityStore;
  readonly dates: Pick<BusinessDates, 'today'>;
  readonly persons: PersonStore;
  readonly answers: PersonAnswerStore;
  readonly records: Pick<CheckRecordStore, 'keep'>;
  readonly registry: CheckRegistry;
}

/**
 * Checks a chunk's persons: reads what files and registries have said, asks registries for what is open, and keeps what
 * it found before anything is decided by it. A chunk that is decided again rests on what was kept.
 */
export class RecordedPersonChecks extends PersonChecks {
  constructor(private readonly ports: CheckPorts) {
    super();
  }

  async findings(city: CityCode, asked: AskedMonths, holdings: Holdings, chunkId: string): Promise<Findings> {
    const kept = await this.ports.records.keep(city, chunkId, await this.check(city, asked, holdings));
    const against = kept.filter(({ checks }) => checks.some(({ code }) => code !== null));
    return new Map(against.map(({ person, month, checks }) => [findingKey(person, month), codesOf(checks)]));
  }

  private async check(city: CityCode, asked: AskedMonths, accounts: Holdings): Promise<readonly CheckRecord[]> {
    const { cities, dates, answers, persons, registry } = this.ports;
    const settings = cities.get(city).personChecks;
    const [today, before] = await Promise.all([dates.today(city), answers.standing(city, asked)]);
    const known = { settings, today, standing: before, accounts };
    const { standing, vain } = await inquire({ registry, answers, persons }, { city, asked, ...known });
    const examine = examiner({ ...known, standing, vain });
    const records: CheckRecord[] = [];
    for (const [person, months] of asked) for (const month of months) records.push({ person, month, checks: examine(person, month) });
    return records;
  }
}
