import { TransactionTimeout } from '@gongjiang/persistence';
import { MongoError } from 'mongodb';
import { BankSilent } from '../bank/bank.js';
import { QueueAway } from './simulated.queue.js';

/** True for an error that a fault of the run explains, so that it is tried again: the servers or the bank were not there. */
export function isExplained(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isExplained);
  return error instanceof MongoError || error instanceof TransactionTimeout || error instanceof BankSilent || error instanceof QueueAway;
}
