import type { CityCode, PersonToken } from '@gongjiang/kernel';
import { payeeOfItem } from '../item/item.js';
import type { NoticeStore } from '../notice/notice.store.js';
import type { PersonStore } from '../person/person.store.js';

export interface NamePorts {
  readonly notices: Pick<NoticeStore, 'ofChunk'>;
  readonly persons: Pick<PersonStore, 'faces'>;
}

/**
 * The masked names of a chunk's payees. The public list has them by now: no identity is opened a third time in a month
 * for what is written there. Who is not on it (a held line, a line carried from an earlier batch) is asked of the registry.
 */
export async function namesOf({ notices, persons }: NamePorts, { city, chunkId }: { readonly city: CityCode; readonly chunkId: string }, tokens: readonly PersonToken[]): Promise<ReadonlyMap<PersonToken, string>> {
  const names = new Map<PersonToken, string>();
  const sheet = await notices.ofChunk(chunkId);
  sheet?.itemIds.forEach(([itemId = ''], at) => names.set(payeeOfItem(itemId), sheet.lines[at]?.name ?? ''));
  const others = [...new Set(tokens)].filter((token) => !names.has(token));
  if (others.length > 0) for (const [token, { name }] of await persons.faces(city, others)) names.set(token, name);
  return names;
}
