import { MongoClient, type Db } from 'mongodb';
import { serverAddress } from './config.js';
import { testNamespace } from './test-namespace.js';

/** A database of this spec file's own. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  readonly client: MongoClient;
  readonly db: Db;
  /** Drops the database and closes the client: call it in `afterAll`. */
  close(): Promise<void>;
}

/** Connects to the shared MongoDB under a database name that no other spec file has. */
export async function testDatabase(): Promise<TestDatabase> {
  const url = serverAddress('GONGJIANG_MONGO_URL');
  const name = testNamespace().prefix;
  const client = await MongoClient.connect(url);
  const db = client.db(name);
  const close = async (): Promise<void> => {
    await db.dropDatabase();
    await client.close();
  };
  return { url, name, client, db, close };
}
