import type { Transaction } from '@gongjiang/kernel';
import type { ClientSession } from 'mongodb';

/** The session behind a transaction that `inTransaction` opened: for Mongo adapters of ports that name a transaction. */
export function sessionOf(transaction: Transaction): ClientSession {
  return transaction as unknown as ClientSession;
}

/** The transaction that a session carries, for the core to hand on. */
export function transactionOf(session: ClientSession): Transaction {
  return session as unknown as Transaction;
}
