import { BulkWriteResult, MongoBulkWriteError, MongoErrorLabel, MongoNetworkError, MongoServerError, WriteError } from 'mongodb';

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
  const writeErrors = errors.map(({ index, error }) => new WriteError({ index, code: error.code as number, errmsg: error.message, errInfo: {}, op: {} }));
  return new MongoBulkWriteError({ message: errors[0]?.error.message ?? '', code: (errors[0]?.error.code as number | undefined) ?? 0, writeErrors }, resultOf(counts, writeErrors));
}

/** The driver's own result, made by its own class. */
export function resultOf(counts: BulkCounts, writeErrors: readonly WriteError[] = []): BulkWriteResult {
  const Result = BulkWriteResult as unknown as new (of: object, isOrdered: boolean) => BulkWriteResult;
  return new Result({ ok: 1, ...counts, writeErrors, writeConcernErrors: [], insertedIds: [] }, false);
}
