import { groupBy, monthOf, type CityCode, type Month } from '@gongjiang/kernel';
import type { GrantStore } from '../grant/grant.store.js';
import type { Employment, Person } from './person.js';
import type { PersonStore } from './person.store.js';

export interface RecheckPorts {
  readonly persons: Pick<PersonStore, 'facts'>;
  readonly grants: Pick<GrantStore, 'hasAny' | 'recheckPersons'>;
}

/**
 * The earliest month that a changed employment bears on; undefined where both say the same of every month. Who the
 * employer is no month turns on.
 */
export function changedFrom(before: Pick<Employment, 'from' | 'until'>, after: Pick<Employment, 'from' | 'until'>): Month | undefined {
  const days = [
    ...(before.from === after.from ? [] : [before.from, after.from]),
    ...(before.until === after.until ? [] : [before.until, after.until]),
  ].flatMap((day) => (day === null ? [] : [day]));
  const [first] = days.sort();
  return first === undefined ? undefined : monthOf(first);
}

/**
 * Has the months decided anew that a roster's employments change. Before they are saved: whoever is interrupted in between
 * finds the same changes again, and a recheck too many makes nothing.
 */
export async function recheckChanged({ persons, grants }: RecheckPorts, city: CityCode, coming: readonly Person[]): Promise<void> {
  if (!(await grants.hasAny(city))) return;
  const known = await persons.facts(city, coming.map(({ token }) => token));
  const changed = coming.flatMap(({ token, employment }) => {
    const before = known.get(token)?.employment;
    const from = before && employment ? changedFrom(before, employment) : undefined;
    return from === undefined ? [] : [{ token, from }];
  });
  for (const [from, same] of groupBy(changed, (change) => change.from)) await grants.recheckPersons(city, same.map(({ token }) => token), from);
}
