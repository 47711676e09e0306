import { MongoClient, type Db, type MongoClientOptions } from 'mongodb';

/** A service's own database (design rule 1) and the client that it is reached by. */
export interface MongoConnection {
  readonly client: MongoClient;
  readonly db: Db;
  close(): Promise<void>;
}

export interface MongoAddress {
  /** A replica set's URL: transactions need one. */
  readonly url: string;
  readonly database: string;
  readonly appName?: string;
  /** How long a server may stay silent before the start is given up; 10 s unless told. */
  readonly serverSelectionTimeoutMs?: number;
}

const SERVER_SELECTION_TIMEOUT_MS = 10_000;
/** A socket that says nothing for this long is dead: the longest transaction is far shorter. */
const SOCKET_TIMEOUT_MS = 120_000;
const MAX_POOL_SIZE = 50;
/**
 * A primary that hangs (its disk, its machine) keeps its connections open, and what waits there waits on after another was
 * elected: 33 s were seen. With these two the driver gives such a server up after their sum, and what waited is tried again.
 */
const LOOK_AT_SERVERS_EVERY_MS = 2_000;
const CONNECT_TIMEOUT_MS = 8_000;

/**
 * Opens a connection whose writes survive the loss of a server (majority, journal) and whose reads see only such writes.
 * Throws in one plain sentence where no server answers or where it is no replica set; the URL's password is not in it.
 */
export async function connectMongo(address: MongoAddress): Promise<MongoConnection> {
  const client = new MongoClient(address.url, clientOptions(address));
  try {
    await client.connect();
    await requireReplicaSet(client, address.url);
  } catch (error) {
    await client.close();
    throw startError(address.url, error);
  }
  return { client, db: client.db(address.database), close: () => client.close() };
}

function clientOptions(address: MongoAddress): MongoClientOptions {
  return {
    appName: address.appName ?? address.database,
    writeConcern: { w: 'majority', journal: true },
    readConcernLevel: 'majority',
    readPreference: 'primary',
    retryWrites: true,
    // Looks for broken characters in each string that is read, one by one: a tenth of reading. What is broken then is a sign that nobody wrote.
    enableUtf8Validation: false,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: address.serverSelectionTimeoutMs ?? SERVER_SELECTION_TIMEOUT_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
    heartbeatFrequencyMS: LOOK_AT_SERVERS_EVERY_MS,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    maxPoolSize: MAX_POOL_SIZE,
  };
}

async function requireReplicaSet(client: MongoClient, url: string): Promise<void> {
  const hello = await client.db('admin').command({ hello: 1 });
  const isSharded = hello['msg'] === 'isdbgrid';
  if (typeof hello['setName'] !== 'string' && !isSharded) {
    throw new Error(`MongoDB at ${hostsOf(url)} is no replica set, and transactions need one: start it with --replSet`);
  }
}

function startError(url: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (reason.includes('no replica set')) return cause as Error;
  return new Error(`MongoDB cannot be reached at ${hostsOf(url)}: ${reason}`, { cause });
}

/** The hosts of a Mongo URL, without user and password. */
function hostsOf(url: string): string {
  return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/.exec(url)?.[1] ?? 'an address that is no mongodb:// URL';
}
