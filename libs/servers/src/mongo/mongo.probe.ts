import { MongoClient, type Db } from 'mongodb';
import type { Answer } from '../recipe.js';

const PROBE_MS = 2_000;

/** Tells the version of a replica set that takes writes; throws while it does not. */
export function probeMongo(address: string): Promise<Answer> {
  return withAdmin(address, async (admin) => {
    const hello = await admin.command({ hello: 1 });
    if (hello['isWritablePrimary'] !== true) throw new Error('MongoDB takes no writes yet');
    if (hello['setName'] === undefined) throw new Error('This MongoDB is no replica set: it has no transactions and no change streams');
    const { version } = await admin.command({ buildInfo: 1 });
    return { version: String(version) };
  });
}

/** Runs a few commands on a connection of their own, which fails soon rather than waits. */
export async function withAdmin<Value>(address: string, use: (admin: Db) => Promise<Value>): Promise<Value> {
  const client = new MongoClient(address, { serverSelectionTimeoutMS: PROBE_MS, connectTimeoutMS: PROBE_MS });
  try {
    return await use(client.db('admin'));
  } finally {
    await client.close();
  }
}
