import type { Db, Document } from 'mongodb';

/** All that a database holds at one moment. */
export type Backup = ReadonlyMap<string, readonly Document[]>;

/** Takes it, collection by collection: of a service that stands still. */
export async function backupOf(db: Db): Promise<Backup> {
  const collections = await db.collections();
  return new Map(await Promise.all(collections.map(async (collection) => [collection.collectionName, await collection.find({}).toArray()] as const)));
}

/** Puts a database back: what came to be since is gone. */
export async function putBack(db: Db, backup: Backup): Promise<void> {
  await Promise.all((await db.collections()).map(async (collection) => {
    await collection.deleteMany({});
    const documents = backup.get(collection.collectionName) ?? [];
    if (documents.length > 0) await collection.insertMany([...documents]);
  }));
}
