import type { CityCode, Month, PersonToken } from '@gongjiang/kernel';
import type { HoldCode } from '../held-line/held-line.js';
import type { AccountHolding } from '../person/person.store.js';

/** What the check of persons (人员信息比对) found against paying, by person and month (`findingKey`). Who is not in it is fine. */
export type Findings = ReadonlyMap<string, readonly HoldCode[]>;

/** Whom and of which months: a person may be due for several in one batch. */
export type AskedMonths = ReadonlyMap<PersonToken, readonly Month[]>;

/** What the city's own registry knows of these persons' accounts; who is not in it is held for that. */
export type Holdings = ReadonlyMap<PersonToken, AccountHolding>;

/** The check of persons, as a calculation asks for it: a whole chunk at once. */
export abstract class PersonChecks {
  /** What it found is kept under the chunk, once and for all, before it is answered: a chunk decided again rests on the same. */
  abstract findings(city: CityCode, asked: AskedMonths, holdings: Holdings, chunkId: string): Promise<Findings>;
}

export function findingKey(token: PersonToken, month: Month): string {
  return `${token}|${month}`;
}
