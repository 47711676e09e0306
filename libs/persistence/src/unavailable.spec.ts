import { describe, expect, it } from '@jest/globals';
import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb';
import { isUnavailable } from './unavailable.js';

describe('a database that cannot be asked now', () => {
  it.each<[string, Error]>([
    ['nobody is there', new MongoNetworkError('connection closed')],
    ['no connection was to be had for a bulk write', new MongoBulkWriteError(new MongoNetworkError('the pool was cleared'), {} as never)],
    ['the member asked is no primary any more', new MongoServerError({ code: 10_107, message: 'not primary' })],
    ['the member asked steps down', new MongoServerError({ code: 11_602, message: 'interrupted' })],
    ['too few members have it', new MongoServerError({ code: 64, message: 'waiting for replication timed out' })],
    ['it is not known whether a transaction was committed', new MongoServerError({ code: 50, errorLabels: ['UnknownTransactionCommitResult'], message: 'over' })],
  ])('%s: the same call may succeed later', (_, error) => expect(isUnavailable(error)).toBe(true));

  it.each<[string, unknown]>([
    ['what is there twice', new MongoServerError({ code: 11_000, message: 'duplicate key' })],
    ['what a bulk write finds there twice', new MongoBulkWriteError({ message: 'duplicate key', code: 11_000 }, {} as never)],
    ['a mistake of ours', new TypeError('undefined')],
  ])('%s will fail again', (_, error) => expect(isUnavailable(error)).toBe(false));
});
