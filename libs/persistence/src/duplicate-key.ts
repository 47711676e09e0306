import { MongoBulkWriteError, MongoServerError, type WriteError } from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** True for the server's answer that a document with this key is there already. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError) {
    const errors = bulkErrors(error);
    return errors.length > 0 && errors.every((one) => one.code === DUPLICATE_KEY);
  }
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** True where nothing failed but keys of `_id` that are there already. */
export function onlyKnownIds(error: MongoBulkWriteError): boolean {
  const errors = bulkErrors(error);
  return errors.length > 0
    && error.result.getWriteConcernError() === undefined
    && errors.every((one) => one.code === DUPLICATE_KEY && /index: _id_ /.test(one.errmsg ?? ''));
}

/** Which of the documents, by their places in the call, were not written. */
export function placesOf(error: MongoBulkWriteError): readonly number[] {
  return bulkErrors(error).map((one) => one.index);
}

function bulkErrors(error: MongoBulkWriteError): readonly WriteError[] {
  return [error.writeErrors].flat();
}
