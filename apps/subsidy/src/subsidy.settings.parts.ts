import { fileURLToPath } from 'node:url';
import type { Clock } from '@gongjiang/kernel';
import { aesFieldCipher, hmacBlindIndex, keyRingFromConfig, secretKeyFromConfig, type BlindIndex, type FieldCipher, type MongoConnection } from '@gongjiang/persistence';
import { loadPacks, type PackSet } from '@gongjiang/policy';
import { derivedCityKeys, personTokenizer, sameKindMatcher, type PersonTokenizer, type SameKindMatcher } from '@gongjiang/security';
import { bankParts } from './bank/bank.parts.js';
import { CalendarDates } from './business-date/business-date.calendar.js';
import { MongoBusinessDates } from './business-date/business-date.store.mongo.js';
import type { BusinessDates } from './business-date/business-date.js';
import { readWorkingCalendar } from './calendar/working-day.files.js';
import type { WorkingCalendar } from './calendar/working-day.js';
import { CityFiles } from './city/city.store.files.js';
import type { CityStore } from './city/city.store.js';
import type { SubsidyConfig } from './config.js';

/** A message carries up to 2,000 payments of some 250 characters, and room for long names. */
export const MAX_MESSAGE_CHARACTERS = 2_000_000;

const FOLDERS = { cities: new URL('../cities', import.meta.url), calendars: new URL('../calendars', import.meta.url) };

/** What the service is set to: its cities, calendars, rules and keys. */
export interface Settings {
  readonly cities: CityStore;
  readonly calendar: WorkingCalendar;
  readonly packs: PackSet;
  /** `MAX_LINES_A_CHUNK` unless told. */
  readonly linesAChunk?: number;
  readonly cipher: FieldCipher;
  readonly messageCipher: FieldCipher;
  readonly accountIndex: BlindIndex;
  readonly tokenizer: PersonTokenizer;
  readonly matcher: SameKindMatcher;
}

/** The part of them that holds no key. */
export function citiesAndCalendarOf(config: Pick<SubsidyConfig, 'GONGJIANG_SUBSIDY_CITIES' | 'GONGJIANG_SUBSIDY_CALENDARS'>): Pick<Settings, 'cities' | 'calendar'> {
  return {
    cities: new CityFiles(config.GONGJIANG_SUBSIDY_CITIES ?? fileURLToPath(FOLDERS.cities)),
    calendar: readWorkingCalendar(config.GONGJIANG_SUBSIDY_CALENDARS ?? fileURLToPath(FOLDERS.calendars)),
  };
}

/** Reads them once, at the start. */
export function settingsOf(config: SubsidyConfig): Settings {
  return {
    ...citiesAndCalendarOf(config),
    packs: loadPacks(),
    linesAChunk: config.GONGJIANG_WORKER_LINES_A_CHUNK,
    cipher: aesFieldCipher(keyRingFromConfig(config.GONGJIANG_FIELD_KEYS)),
    messageCipher: aesFieldCipher(keyRingFromConfig(config.GONGJIANG_FIELD_KEYS), MAX_MESSAGE_CHARACTERS),
    accountIndex: hmacBlindIndex(secretKeyFromConfig(config.GONGJIANG_PERSON_TOKEN_KEY)),
    tokenizer: personTokenizer(derivedCityKeys(secretKeyFromConfig(config.GONGJIANG_PERSON_TOKEN_KEY))),
    matcher: sameKindMatcher(secretKeyFromConfig(config.GONGJIANG_SAME_KIND_KEY)),
  };
}

/** The date moves by command in development only; in production it is the calendar's, and nothing else is there to ask. */
export function datesOf(config: Pick<SubsidyConfig, 'GONGJIANG_ENVIRONMENT'>, { db }: MongoConnection, clock: Clock): BusinessDates {
  const calendar = new CalendarDates(clock);
  return config.GONGJIANG_ENVIRONMENT === 'development' ? new MongoBusinessDates(db, calendar) : calendar;
}

/** Where the cities' bank is, and how often it is asked. */
export function bankSettingsOf(config: SubsidyConfig): Parameters<typeof bankParts>[1] {
  return {
    address: { url: config.GONGJIANG_BANK_URL, key: config.GONGJIANG_BANK_KEY, timeoutMs: config.GONGJIANG_BANK_TIMEOUT_MS },
    askEveryMs: config.GONGJIANG_BANK_ASK_EVERY_MS,
    profilesFolder: config.GONGJIANG_BANK_PROFILES,
  };
}
