import { MongoBulkWriteError, MongoErrorLabel, MongoNetworkError, MongoServerError, type BulkWriteResult, type WriteError } from 'mongodb';

/** The server's answer that a document with this key is there already; `_id_` is the index that every collection has. */
export function duplicateKey(collection: string, index: string): MongoServerError {
  const message = `E11000 duplicate key error collection: simulated.${collection} index: ${index} dup key`;
  return new MongoServerError({ message, errmsg: message, code: 11_000 });
}

/** Another writer was first: the transaction is over, and is tried again. */
export function writeConflict(): MongoServerError {
  const message = 'WriteConflict error: this operation conflicted with another operation';
  return new MongoServerError({ message, errmsg: message, code: 112, errorLabels: [MongoErrorLabel.TransientTransactionError] });
}

/** The transaction was open for longer than the server lets any. */
export function transactionGone(): MongoServerError {
  const message = 'Transaction was aborted by the server';
  return new MongoServerError({ message, errmsg: message, code: 251, errorLabels: [MongoErrorLabel.TransientTransactionError] });
}

export function networkError(call: string, inTransaction: boolean): MongoNetworkError {
  const error = new MongoNetworkError(`connection closed at ${call}`);
  if (inTransaction) error.addErrorLabel(MongoErrorLabel.TransientTransactionError);
  return error;
}

export interface BulkCounts { nInserted: number; nMatched: number; nModified: number; nRemoved: number; upserted: { index: number; _id: unknown }[] }

/** The errors of a bulk call, with what was done all the same. */
export function bulkError(counts: BulkCounts, errors: readonly { readonly index: number; readonly error: MongoServerError }[]): MongoBulkWriteError {
  const writeErrors = errors.map(({ index, error }) => ({ index, code: Number(error.code), errmsg: error.message }) as WriteError);
  return new MongoBulkWriteError({ message: errors[0]?.error.message ?? '', code: Number(errors[0]?.error.code ?? 0), writeErrors }, resultOf(counts));
}

/** What the driver answers to a bulk call; its own class is not for others to make. */
export function resultOf({ nInserted, nMatched, nModified, nRemoved, upserted }: BulkCounts): BulkWriteResult {
  const result = {
    ok: 1, insertedCount: nInserted, matchedCount: nMatched, modifiedCount: nModified, deletedCount: nRemoved, upsertedCount: upserted.length,
    upsertedIds: Object.fromEntries(upserted.map(({ index, _id }) => [index, _id])), insertedIds: {}, getWriteConcernError: () => undefined,
  };
  return result as unknown as BulkWriteResult;
}
