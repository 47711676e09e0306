import type { Db } from 'mongodb';
import type { BusinessDates } from '../business-date/business-date.js';
import type { CityStore } from '../city/city.store.js';
import type { SubsidyConfig } from '../config.js';
import type { PersonStore } from '../person/person.store.js';
import { MongoCheckRecordStore } from './check-record.store.mongo.js';
import { HttpCheckRegistry } from './check-registry.http-client.js';
import { NoRegistry, type CheckRegistry } from './check-registry.js';
import { PatientRegistry } from './patient-registry.client.js';
import { MongoPersonAnswerStore } from './person-answer.store.mongo.js';
import { RecordedPersonChecks } from './person-checks.service.js';

/** Where registries are asked, if any is. */
export type RegistryConfig = Pick<SubsidyConfig, 'GONGJIANG_REGISTRY_URL' | 'GONGJIANG_REGISTRY_KEY' | 'GONGJIANG_REGISTRY_TIMEOUT_MS'>;

/** What the check of persons is made of. */
export function personCheckParts(config: RegistryConfig, db: Db, { cities, dates, persons }: { readonly cities: CityStore; readonly dates: BusinessDates; readonly persons: PersonStore }) {
  const answers = new MongoPersonAnswerStore(db);
  const checkRecords = new MongoCheckRecordStore(db);
  const personChecks = new RecordedPersonChecks({ cities, dates, persons, answers, records: checkRecords, registry: registryOf(config, cities) });
  return { personAnswers: answers, checkRecords, personChecks };
}

/** Throws where a city has registries asked and nobody has said where they are: its lines would all be held, or all pass. */
function registryOf({ GONGJIANG_REGISTRY_URL: url, GONGJIANG_REGISTRY_KEY: key, GONGJIANG_REGISTRY_TIMEOUT_MS: timeoutMs }: RegistryConfig, cities: CityStore): CheckRegistry {
  if (url !== undefined && key !== undefined) return new PatientRegistry(new HttpCheckRegistry({ url, key, timeoutMs }));
  const asking = cities.all().filter(({ personChecks }) => Object.values(personChecks).some((check) => check?.askRegistry));
  if (asking.length > 0) throw new Error(`Set GONGJIANG_REGISTRY_URL and GONGJIANG_REGISTRY_KEY: ${asking.map(({ code }) => code).join(', ')} has registries asked about persons`);
  return new NoRegistry();
}
