import type { CityCode, PersonToken } from '@gongjiang/kernel';
import type { Platform } from '@gongjiang/rehearsal';
import { ROLES, type Role } from '@gongjiang/security';

/** Who may call, and what there is to be called about: by the first part of the path, or its first two. */
export interface Known {
  readonly tokens: Readonly<Record<string, string>>;
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

interface Operation { readonly responses: Readonly<Record<string, unknown>>; readonly security?: readonly { readonly bearer: readonly Role[] }[] }
export interface ApiDocument { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** More of a kind are no other kind. */
const MOST_OF_A_KIND = 3;

export async function documentOf(url: string): Promise<ApiDocument> {
  return (await fetch(`${url}/openapi.json`)).json() as Promise<ApiDocument>;
}

export function operationsOf(document: ApiDocument): number {
  return Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
}

/** A token for each role, of one officer each; the citizen is this person. */
export async function tokensOf(platform: Platform, city: CityCode, person: PersonToken): Promise<Known['tokens']> {
  return Object.fromEntries(await Promise.all(ROLES.map(async (role) => [role, await tokenOf(platform, { subject: `conformance-${role}`, city, roles: [role], ...(role === 'citizen' ? { person } : {}) })] as const)));
}

export async function tokenOf({ issuer }: Platform, asked: object): Promise<string> {
  const response = await fetch(`${issuer.url}/token`, { method: 'POST', body: JSON.stringify(asked) });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** The ids of what every list shows, whatever lists there are. */
export async function idsOf(url: string, document: ApiDocument, tokens: Known['tokens']): Promise<Record<string, readonly string[]>> {
  const lists = Object.entries(document.paths).filter(([path, item]) => !path.includes('{') && item['get']?.security);
  const found = await Promise.all(lists.map(async ([path, item]) => {
    const role = item['get']?.security?.[0]?.bearer[0] ?? '';
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${tokens[role]}` } });
    const { items = [] } = (await response.json()) as { items?: readonly { id?: string }[] };
    return [path.slice(1), items.flatMap(({ id }) => (id === undefined ? [] : [id])).slice(0, MOST_OF_A_KIND)] as const;
  }));
  return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
}
