import { MongoError, MongoErrorLabel, MongoServerError, ObjectId, type Db } from 'mongodb';
import type { MongoConnection } from '@gongjiang/persistence';
import type { Turnstile } from '../turnstile.js';
import { MemoryCalls } from './memory.calls.js';
import { memoryCollection } from './memory.collection.js';
import type { MemoryStore, MemoryTransaction } from './memory.store.js';

const BACKOFF_MS = { first: 5, most: 500 };
/** As the driver's: nobody tries for longer. */
const MOST_TRIES_MS = 120_000;

/** One process's connection to the store that all share: each call passes the process's turnstile. */
export function memoryConnection(store: MemoryStore, turnstile: Turnstile, nowMs: () => number): MongoConnection {
  const calls = new MemoryCalls(store, turnstile);
  const client = {
    withSession: async <T>(work: (session: MemorySession) => Promise<T>): Promise<T> => work(new MemorySession(store, turnstile, nowMs)),
    startSession: () => new MemorySession(store, turnstile, nowMs),
    close: () => Promise.resolve(),
  };
  const db = {
    client,
    databaseName: 'simulated',
    collection: (name: string) => memoryCollection(calls, name),
    collections: async () => store.names().map((name) => memoryCollection(calls, name)),
  };
  return { client, db: db as unknown as Db, close: () => Promise.resolve() } as unknown as MongoConnection;
}

/** The part of the driver's session that is used: transactions that are tried again as the driver does. */
export class MemorySession {
  transaction: MemoryTransaction | undefined;
  readonly id = new ObjectId();
  /** As the client believes: that the server has ended it meanwhile is learnt by the next call. */
  private isBegun = false;

  constructor(private readonly store: MemoryStore, private readonly turnstile: Turnstile, private readonly nowMs: () => number) {}

  inTransaction(): boolean {
    return this.isBegun;
  }

  async abortTransaction(): Promise<void> {
    this.isBegun = false;
    if (this.transaction) this.store.abort(this.transaction);
  }

  endSession(): Promise<void> {
    return this.abortTransaction();
  }

  async withTransaction<T>(work: (session: this) => Promise<T>): Promise<T> {
    const untilMs = this.nowMs() + MOST_TRIES_MS;
    for (let tries = 0; ; tries += 1) {
      if (tries > 0) await this.turnstile.enter('transaction/again', this.nowMs() + Math.min(BACKOFF_MS.first * 1.5 ** tries, BACKOFF_MS.most));
      this.transaction = this.store.begin();
      this.isBegun = true;
      try {
        const result = await work(this);
        if (!this.inTransaction()) return result;
        await this.commit(untilMs);
        this.isBegun = false;
        return result;
      } catch (error) {
        await this.abortTransaction();
        if (!isTransient(error) || this.nowMs() >= untilMs) throw error;
      }
    }
  }

  /** A commit whose answer was lost is asked for again: it was done, or it is done now. */
  private async commit(untilMs: number): Promise<void> {
    for (;;) {
      try {
        await this.turnstile.enter('transaction/commit');
        if (this.transaction?.state !== 'committed' && this.transaction) this.store.commit(this.transaction);
        await this.turnstile.leave('transaction/commit');
        return;
      } catch (error) {
        const isGone = error instanceof MongoServerError;
        if (isGone || this.nowMs() >= untilMs) throw error;
      }
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel(MongoErrorLabel.TransientTransactionError);
}
