import { succeeded, type Officer } from './office.js';

/** The platform gives no more than this in one page. */
const MOST_A_PAGE = 200;

/** A list read to its end as a client would, page by page. */
export async function allPages<Item>(officer: Officer, path: string): Promise<readonly Item[]> {
  const all: Item[] = [];
  let next: string | undefined;
  do {
    const page: { readonly items: readonly Item[]; readonly next?: string } = succeeded(path, await officer.get(`${path}?limit=${MOST_A_PAGE}${next === undefined ? '' : `&cursor=${next}`}`));
    all.push(...page.items);
    next = page.next;
  } while (next !== undefined);
  return all;
}
