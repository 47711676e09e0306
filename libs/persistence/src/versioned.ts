import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { ClientSession, Collection, Filter, UpdateFilter } from 'mongodb';
import { isDuplicateKey } from './duplicate-key.js';

/** State as one document with its version: 1 when it is new, one more with each change. */
export interface Versioned {
  readonly _id: string;
  readonly version: number;
}

export type VersionConflict = Refusal<'version-conflict'>;

/** The version that a document has before it is there. */
export const NOT_YET = 0;

/**
 * Saves a document whose version was `expected` when it was read (`NOT_YET` for a new one) and makes it one more.
 * Answers the new version, or `version-conflict` where another writer came first: load again and decide again.
 */
export async function saveVersioned<T extends Versioned>(
  collection: Collection<T>,
  document: Omit<T, 'version'>,
  expected: { readonly version: number; readonly session?: ClientSession },
): Promise<Result<number, VersionConflict>> {
  const version = expected.version + 1;
  const next = { ...document, version } as unknown as T;
  const saved = expected.version === NOT_YET
    ? await insertOnce(collection, next, expected.session)
    : await replace(collection, next, expected);
  return saved ? ok(version) : refuse('version-conflict');
}

/**
 * Changes parts of a document of that version, and makes the version one more.
 * Answers the new version, or `version-conflict` where it is another by now or the document is gone.
 */
export async function updateVersioned<T extends Versioned>(
  collection: Collection<T>,
  seen: { readonly _id: string; readonly version: number; readonly session?: ClientSession },
  update: UpdateFilter<T>,
): Promise<Result<number, VersionConflict>> {
  const counted = { ...update, $inc: { ...update.$inc, version: 1 } } as unknown as UpdateFilter<T>;
  const { matchedCount } = await collection.updateOne(atVersion<T>(seen), counted, inSession(seen.session));
  return matchedCount === 1 ? ok(seen.version + 1) : refuse('version-conflict');
}

/** By upsert, since an insert that clashes would end the transaction it runs in, and the caller could not refuse. */
async function insertOnce<T extends Versioned>(collection: Collection<T>, next: T, session?: ClientSession): Promise<boolean> {
  try {
    const { _id, ...rest } = next;
    const { upsertedCount } = await collection.updateOne(
      { _id } as Filter<T>, { $setOnInsert: rest } as unknown as UpdateFilter<T>, { ...inSession(session), upsert: true });
    return upsertedCount === 1;
  } catch (error) {
    if (session === undefined && isDuplicateKey(error)) return false;
    throw error;
  }
}

async function replace<T extends Versioned>(
  collection: Collection<T>, next: T, expected: { readonly version: number; readonly session?: ClientSession },
): Promise<boolean> {
  const { _id, ...rest } = next;
  const { matchedCount } = await collection.replaceOne(
    atVersion<T>({ _id, version: expected.version }), rest, inSession(expected.session));
  return matchedCount === 1;
}

function atVersion<T extends Versioned>(seen: { readonly _id: string; readonly version: number }): Filter<T> {
  return { _id: seen._id, version: seen.version } as Filter<T>;
}

function inSession(session: ClientSession | undefined): { session?: ClientSession } {
  return session === undefined ? {} : { session };
}
