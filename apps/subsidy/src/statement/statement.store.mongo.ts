import { insertNew } from '@gongjiang/persistence';
import type { Collection, Db } from 'mongodb';
import { ADOPTED } from '../case/case.js';
import { isTakenBackBy, type BookedEntry, type Mismatch } from './statement.matching.js';
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

  async correct(account: string, entries: readonly BookedEntry[]): Promise<ReadonlySet<string>> {
    const corrected = new Set<string>();
    const cases = await this.ofIds(account, entries.map(({ endToEndId }) => endToEndId));
    for (const entry of cases.length === 0 ? [] : entries) {
      const wrong = cases.find(({ mismatch }) => mismatch.correctedBy?.entryReference === entry.entryReference) ?? cases.find(({ mismatch }) => isTakenBackBy(mismatch, entry));
      if (!wrong) continue;
      const correctedBy = { entryReference: entry.entryReference, day: entry.bookedOn };
      wrong.mismatch = { ...wrong.mismatch, correctedBy };
      await this.found.updateOne({ _id: wrong._id, 'mismatch.correctedBy': { $exists: false } }, { $set: { 'mismatch.correctedBy': correctedBy } });
      corrected.add(entry.entryReference);
    }
    return corrected;
  }

  async withCase(account: string, endToEndIds: readonly string[]): Promise<ReadonlySet<string>> {
    const open = (await this.ofIds(account, endToEndIds)).filter(({ mismatch: { correctedBy } }) => correctedBy === undefined);
    return new Set(open.map(({ mismatch }) => mismatch.endToEndId));
  }

  private async ofIds(account: string, endToEndIds: readonly string[]): Promise<{ readonly _id: string; mismatch: Mismatch }[]> {
    if (endToEndIds.length === 0) return [];
    // A case that ended because its line is known after all says nothing of the bank's mistakes any more.
    return this.found.find({ account, 'mismatch.endToEndId': { $in: [...endToEndIds] }, 'resolution.outcome': { $ne: ADOPTED } }).sort({ _id: 1 }).project<{ _id: string; mismatch: Mismatch }>({ mismatch: 1 }).toArray();
  }
}
