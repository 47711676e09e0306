import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { StatementStore, type ReconciliationCase, type StatementProgress } from './statement.store.js';

type ProgressDocument = Omit<StatementProgress, 'account'> & { readonly _id: string };
type CaseDocument = Omit<ReconciliationCase, 'id'> & { readonly _id: string };

export class MongoStatementStore extends StatementStore {
  private readonly positions: Collection<ProgressDocument>;
  private readonly found: Collection<CaseDocument>;

  constructor(db: Db) {
    super();
    this.positions = db.collection<ProgressDocument>('statement_progress');
    this.found = db.collection<CaseDocument>('reconciliation_cases');
  }

  async progress(account: string): Promise<StatementProgress | undefined> {
    const document = await this.positions.findOne({ _id: account });
    return document ? { account, nextDay: document.nextDay, cursor: document.cursor } : undefined;
  }

  async saveProgress({ account, nextDay, cursor }: StatementProgress): Promise<void> {
    await this.positions.updateOne({ _id: account }, { $set: { nextDay, cursor } }, { upsert: true });
  }

  async openCases(cases: readonly ReconciliationCase[]): Promise<void> {
    await insertNew(this.found, cases.map(({ id, ...rest }) => ({ _id: id, ...rest })));
  }
}
