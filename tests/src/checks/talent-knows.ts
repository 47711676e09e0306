import { groupBy } from '@gongjiang/kernel';
import type { SeenItem } from '@gongjiang/rehearsal';
import type { SeenProfile } from '../stage/benefits.js';

/** The talent database holds each payment that a person has received or given back, and nothing else. */
export function talentKnows(profiles: readonly SeenProfile[], items: readonly SeenItem[]): readonly string[] {
  const byPerson = groupBy(items, ({ person }) => person);
  return profiles.flatMap(({ person, receivedFen, benefits }) => {
    const own = (byPerson.get(person) ?? []).filter(({ state }) => state === 'settled' || state === 'returned');
    const known = benefits.map(({ itemId, status, amountFen }) => `${itemId} ${status} ${amountFen}`).sort().join();
    const paid = own.map(({ id, state, amountFen }) => `${id} ${state} ${amountFen}`).sort().join();
    const settledFen = own.filter(({ state }) => state === 'settled').reduce((sum, { amountFen }) => sum + amountFen, 0);
    return known === paid && receivedFen === settledFen ? [] : [`${person} was paid ${paid || 'nothing'}; the talent database has ${known || 'nothing'}, received ${receivedFen}`];
  });
}
