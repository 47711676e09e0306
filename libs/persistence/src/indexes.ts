import type { Db, IndexDescription } from 'mongodb';

/** What a service's collections are found by: collection to indexes. Its natural key is its `_id` and needs none. */
export type IndexTable = Readonly<Record<string, readonly IndexDescription[]>>;

/** Brings about every index of the table; those there already are left alone. Throws where one is there with other options. */
export async function ensureIndexes(db: Db, table: IndexTable): Promise<void> {
  for (const [collection, indexes] of Object.entries(table)) {
    if (indexes.length === 0) continue;
    try {
      await db.collection(collection).createIndexes([...indexes]);
    } catch (error) {
      throw new Error(`The indexes of ${collection} cannot be made: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}
