import { MongoBulkWriteError, type ClientSession, type Collection, type Document, type OptionalUnlessRequiredId } from 'mongodb';
import { onlyKnownIds, placesOf } from './duplicate-key.js';

/** One call's documents; the driver would split more than this silently, and memory would not stay flat. */
export const MAX_INSERT_DOCUMENTS = 10_000;

/**
 * Inserts in bulk, in no order; documents whose `_id` is there already count as done, so that doing it twice changes
 * nothing. Answers how many are new. Throws on any other error, a clash in another unique index among them.
 * Not for use inside a transaction: there a clash ends the transaction.
 */
export async function insertNew<T extends Document>(
  collection: Collection<T>,
  documents: readonly OptionalUnlessRequiredId<T>[],
): Promise<number> {
  return documents.length - (await insertAndTellKnown(collection, documents)).length;
}

/** The same; answers those whose `_id` was there already, so that only they need be looked at. */
export async function insertAndTellKnown<T extends Document, Inserted extends OptionalUnlessRequiredId<T>>(collection: Collection<T>, documents: readonly Inserted[]): Promise<readonly Inserted[]> {
  if (documents.length === 0) return [];
  if (documents.length > MAX_INSERT_DOCUMENTS) throw new RangeError(`More than ${MAX_INSERT_DOCUMENTS} documents in one insert: ${documents.length}`);
  try {
    await collection.insertMany(documents, { ordered: false });
    return [];
  } catch (error) {
    if (error instanceof MongoBulkWriteError && onlyKnownIds(error)) return placesOf(error).map((place) => documents[place] as Inserted);
    throw error;
  }
}

/** The same inside a transaction, for documents that must all be new: a clash throws and takes all back. */
export async function insertAll<T extends Document>(
  collection: Collection<T>,
  documents: readonly OptionalUnlessRequiredId<T>[],
  session: ClientSession,
): Promise<void> {
  if (documents.length > MAX_INSERT_DOCUMENTS) throw new RangeError(`More than ${MAX_INSERT_DOCUMENTS} documents in one insert: ${documents.length}`);
  if (documents.length > 0) await collection.insertMany(documents, { ordered: true, session });
}
