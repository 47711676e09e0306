import { MongoError, type ClientSession, type TransactionOptions } from 'mongodb';
import type { MongoConnection } from './mongo.connection.js';
import { TransactionTimeout } from './transaction.timeout.js';
import { isUnavailable } from './unavailable.js';

/** Longer than any short transaction needs, shorter than what blocks others: a killed client's locks last up to 90 s. */
const TRANSACTION_TIMEOUT_MS = 20_000;

const OPTIONS: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
  maxCommitTimeMS: 10_000,
};

export interface TransactionLimits {
  /** For all attempts together; 20 s unless told. */
  readonly timeoutMs?: number;
}

/**
 * Runs the work in one transaction: all of it is written, or nothing. The work may run several times (another writer
 * came first), so it has no effect outside the database. Where it returns a refusal, all it wrote is taken back.
 * Throws what the work throws, and where the time limit is over.
 */
export async function inTransaction<T>(
  connection: Pick<MongoConnection, 'client'>,
  work: (session: ClientSession) => Promise<T>,
  limits: TransactionLimits = {},
): Promise<T> {
  const timeoutMs = limits.timeoutMs ?? TRANSACTION_TIMEOUT_MS;
  const deadline = performance.now() + timeoutMs;
  return connection.client.withSession((session) =>
    session.withTransaction(() => withinLimit(deadline, timeoutMs, attempt(session, work)), OPTIONS));
}

function attempt<T>(session: ClientSession, work: (session: ClientSession) => Promise<T>): () => Promise<T> {
  return async () => {
    const result = await work(session).catch(asTransient);
    if (isRefusal(result)) await session.abortTransaction();
    return result;
  };
}

/**
 * Nothing was committed while the work still ran: where the database could not be asked, all of it is done once more.
 * The driver says so of a connection that breaks, but not of one that it could not get.
 */
function asTransient(error: unknown): never {
  if (error instanceof MongoError && isUnavailable(error)) error.addErrorLabel('TransientTransactionError');
  throw error;
}

/** The driver's own limit is two minutes and counts only between attempts; this one also ends an attempt that hangs. */
async function withinLimit<T>(deadline: number, timeoutMs: number, run: () => Promise<T>): Promise<T> {
  const left = deadline - performance.now();
  if (left <= 0) throw new TransactionTimeout(timeoutMs);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransactionTimeout(timeoutMs)), left);
  });
  try {
    return await Promise.race([run(), over]);
  } finally {
    clearTimeout(timer);
  }
}

function isRefusal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { readonly ok?: unknown }).ok === false
    && 'refusal' in value;
}
