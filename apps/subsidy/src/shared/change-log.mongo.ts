import type { Clock, Transaction } from '@gongjiang/kernel';
import type { MongoLedgerStore, Posting } from '@gongjiang/ledger';
import type { MongoOutbox } from '@gongjiang/messaging';
import { inTransaction, sessionOf, transactionOf, type MongoConnection } from '@gongjiang/persistence';
import type { AuditTrail } from '@gongjiang/security';
import type { ClientSession } from 'mongodb';
import { ChangeLog, type RecordedChange, type RefusedAttempt } from './change-log.js';

export interface ChangeLogParts {
  readonly connection: MongoConnection;
  readonly outbox: MongoOutbox;
  readonly audit: AuditTrail<ClientSession>;
  readonly ledger: MongoLedgerStore;
  readonly clock: Clock;
}

/** One transaction over state, audit, ledger and outbox. */
export class MongoChangeLog extends ChangeLog {
  constructor(private readonly parts: ChangeLogParts) {
    super();
  }

  now(): Date {
    return this.parts.clock.now();
  }

  inOneWrite<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.parts.connection, (session) => work(transactionOf(session)));
  }

  async post(postings: readonly Posting[], transaction: Transaction): Promise<void> {
    await this.parts.ledger.post(postings, sessionOf(transaction));
  }

  async record({ city, actor, kind, object, source, details, events }: RecordedChange, transaction: Transaction): Promise<void> {
    await this.parts.audit.append(sessionOf(transaction), [{ city, at: this.now().toISOString(), actorId: actor, kind, object, outcome: 'done', source, ...(details === undefined ? {} : { details }) }]);
    await this.parts.outbox.append(sessionOf(transaction), events);
  }

  async recordRefusal({ city, actor, kind, object, source, code }: RefusedAttempt): Promise<void> {
    await inTransaction(this.parts.connection, (session) => this.parts.audit.append(session, [{ city, at: this.now().toISOString(), actorId: actor, kind, object, outcome: code, source }]));
  }
}
