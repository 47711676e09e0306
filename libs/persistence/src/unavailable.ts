import { MongoError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { TransactionTimeout } from './transaction.js';

/** True where the database could not be reached or did not come to an end in time: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError || error instanceof TransactionTimeout) return true;
  return error instanceof MongoError && (error.hasErrorLabel('TransientTransactionError') || error.hasErrorLabel('RetryableWriteError'));
}
