import { groupBy } from '@gongjiang/kernel';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import type { Platform } from '@gongjiang/rehearsal';
import { derivedCityKeys, personTokenizer } from '@gongjiang/security';
import type { SamplePerson } from './sample.persons.js';

/** Whoever stands on the rosters of more than one city: each city's token, and the person behind it. */
export function personsOfBothCities(platform: Platform, persons: readonly SamplePerson[]): ReadonlyMap<string, string> {
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(platform.secrets.personTokenKey)));
  const same = [...groupBy(persons, ({ identityNumber }) => identityNumber)].filter(([, lines]) => new Set(lines.map(({ city }) => city)).size > 1);
  return new Map(same.flatMap(([identityNumber, lines]) => lines.map(({ city }) => [tokenizer.tokenOf(city, identityNumber), identityNumber] as const)));
}
