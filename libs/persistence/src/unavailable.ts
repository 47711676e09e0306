import { MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { TransactionTimeout } from './transaction.timeout.js';

const LABELS = ['TransientTransactionError', 'RetryableWriteError', 'UnknownTransactionCommitResult'] as const;

/** What a member says while it is none of the set's primary, stops, or waits in vain for the others (the driver's own list of what may be tried again). */
const NOT_NOW: ReadonlySet<unknown> = new Set([6, 7, 64, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** True where the database could not be reached or did not come to an end in time: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError || error instanceof TransactionTimeout) return true;
  // What keeps a bulk write from being sent lies inside of the error that tells of it.
  if (error instanceof MongoBulkWriteError && (error.errorResponse as unknown) instanceof Error) return isUnavailable(error.errorResponse);
  if (error instanceof MongoServerError && NOT_NOW.has(error.code)) return true;
  return error instanceof MongoError && LABELS.some((label) => error.hasErrorLabel(label));
}
